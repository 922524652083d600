namespace Commerce.AdminUi;

/// <summary>What the fields of a form may know: why it was refused.</summary>
public sealed record FormState(Problem? Problem)
{
    /// <summary>For <c>aria-invalid</c>.</summary>
    public string? Invalid(string field) => Problem?.Fields.Any(f => f.IsAbout(field)) == true ? "true" : null;

    /// <summary>A refusal by the form itself, in the shape of the API's.</summary>
    internal static GatewayException Refuse(string field, string detail) => new(new(422, "invalid", detail, null, [new("/" + field, "invalid", detail)]));
}
