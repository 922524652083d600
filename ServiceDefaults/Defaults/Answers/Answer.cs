using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>What an unsafe call is answered with once its effect is committed. See <see cref="SessionAnswers"/>.</summary>
public sealed record Answer
{
    private Answer(int status, object? body, string? location) => (Status, Body, Location) = (status, body, location);

    public int Status { get; }

    public object? Body { get; }

    public string? Location { get; }

    /// <summary>The entity tag of what was changed, see <see cref="Commerce.Defaults.ETag.From"/>.</summary>
    public string? ETag { get; private init; }

    public static Answer Ok(object body) => new(StatusCodes.Status200OK, body, null);

    public static Answer Created(string location, object body) => new(StatusCodes.Status201Created, body, location);

    public static Answer Accepted(string? location, object body) => new(StatusCodes.Status202Accepted, body, location);

    public static Answer NoContent() => new(StatusCodes.Status204NoContent, null, null);

    /// <summary>The same answer with the new version's entity tag.</summary>
    public Answer WithVersion(long version) => this with { ETag = Commerce.Defaults.ETag.From(version) };
}
