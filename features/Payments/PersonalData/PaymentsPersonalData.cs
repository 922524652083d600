using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;
using Commerce.Privacy;

namespace Commerce.Payments;

/// <summary>
/// What Payments knows of a customer. Amounts and the ledger stay when somebody is erased, under an id that leads to nobody any more; the
/// card's traces and what staff wrote with refunds go.
/// </summary>
internal sealed class PaymentsPersonalData : IPersonalData
{
    private const string Refunds = "SELECT order_id, amount_minor, currency, reason, state, created_at FROM payment_operations";

    // Not yet decided, so the token is still needed.
    private const string Undecided = "status IN ('expected', 'pending', 'action_required')";

    public async Task<JsonObject> CollectAsync(Session session, Guid personId, CancellationToken ct)
    {
        var payments = await session.QueryAsync(
            $"SELECT {PaymentRows.PaymentColumns} FROM payments p WHERE p.customer_id = $1 ORDER BY p.created_at",
            row => PaymentView.Of(PaymentRows.Payment(row)), ct, personId);
        var refunds = await session.QueryAsync(
            $"""
            SELECT to_jsonb(r)::text FROM (
                {Refunds} WHERE kind = 'refund' AND order_id IN (SELECT order_id FROM payments WHERE customer_id = $1) ORDER BY created_at) r
            """,
            row => JsonNode.Parse(row.GetString(0)), ct, personId);
        return new JsonObject
        {
            ["payments"] = JsonSerializer.SerializeToNode(payments, JsonSerializerOptions.Web),
            ["refunds"] = new JsonArray([.. refunds]),
        };
    }

    public async Task<Erasure> EraseAsync(Session session, Guid personId, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        ErasedStoreV1[] stores =
        [
            new("payments", "card and token removed; amounts stay", await ChangeAsync(
                session,
                $"""
                UPDATE payments SET card_brand = NULL, card_last4 = NULL, action_url = NULL, token = CASE WHEN token IS NULL THEN NULL ELSE 'erased' END
                WHERE customer_id = $1 AND NOT {Undecided}
                """,
                personId, ct)),
            new("refunds", "reason removed; amounts stay", await ChangeAsync(
                session,
                """
                UPDATE payment_operations SET reason = NULL
                WHERE kind = 'refund' AND state <> 'pending' AND order_id IN (SELECT order_id FROM payments WHERE customer_id = $1)
                """,
                personId, ct)),
            new("stored answers", "deleted", await session.ForgetAnswersAsync(personId, ct)),
        ];
        var waiting = await session.QuerySingleAsync(
            $"""
            SELECT count(*) FROM payments p WHERE customer_id = $1
                AND ({Undecided} OR EXISTS (SELECT FROM payment_operations o WHERE o.order_id = p.order_id AND o.state = 'pending'))
            """,
            row => row.GetInt64(0), ct, personId);
        return new(stores, waiting > 0 ? $"{waiting} payments that are not decided" : null);
    }

    private static Task<long> ChangeAsync(Session session, string change, Guid personId, CancellationToken ct) => session.QuerySingleAsync(
        $"WITH changed AS ({change} RETURNING 1) SELECT count(*) FROM changed", row => row.GetInt64(0), ct, personId);
}
