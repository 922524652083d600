using Commerce.Data;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>Where people's text messages go, sealed with the key of each.</summary>
internal sealed class PhoneNumbers(PersonalKeys keys)
{
    private const string Store = """
        INSERT INTO phone_numbers (user_id, number) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET number = excluded.number
        """;

    /// <summary>Queues the number, for an account that has the factor or is given it by the same session.</summary>
    public async Task StoreAsync(Session session, Guid userId, PhoneNumber number, CancellationToken ct) =>
        session.Write(Store, userId, await keys.SealAsync(session, userId, number.Value, ct));

    public async Task<string?> FindAsync(Session session, Guid userId, CancellationToken ct) =>
        await session.QuerySingleAsync("SELECT number FROM phone_numbers WHERE user_id = $1", row => row.GetString(0), ct, userId) is { } stored
            ? await keys.OpenAsync(session, userId, stored, ct)
            : null;
}
