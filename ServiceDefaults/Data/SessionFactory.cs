using Npgsql;

namespace Commerce.Data;

/// <summary>Opens units of work on the service's own database.</summary>
public sealed class SessionFactory(NpgsqlDataSource database, IEnumerable<ISessionParticipantFactory> participants)
{
    private readonly ISessionParticipantFactory[] _participants = [.. participants];

    public Session Open(RequestContext context) => new(database, context, _participants);
}
