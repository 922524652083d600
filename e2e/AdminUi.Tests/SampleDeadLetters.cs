using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Commerce.AdminUi;

/// <summary>Messages that payments could not handle, in the memory of a test; the other services had none.</summary>
internal sealed class SampleDeadLetters
{
    public const string Service = "payments";
    public const string Fingerprint = "5f0c1f0e9d3b7a21";

    private const string Schema = """
        {"type":"object","properties":{
          "eventType":{"type":"string"},"aggregateType":{"type":"string"},
          "data":{"type":"object","properties":{"orderId":{"type":"string","format":"uuid"},"parts":{"type":["integer","null"]}},"required":["orderId"]}},
         "required":["eventType","data"]}
        """;

    private readonly ConcurrentDictionary<long, DeadLetterStory> _letters = new();
    private readonly ConcurrentDictionary<string, (long Waiting, DateTimeOffset Since)> _lags = new();
    private long _lastId;

    /// <summary>Those whose replay fails again.</summary>
    public ConcurrentDictionary<long, bool> Stubborn { get; } = new();

    public DeadLetter Put(string orderId = "seven", string status = "dead")
    {
        var (id, at) = (Interlocked.Increment(ref _lastId), TimeProvider.System.GetUtcNow());
        var message = JsonSerializer.SerializeToElement(new { eventType = "payments.capture-payment.v1", aggregateType = "order", data = new { orderId } });
        var letter = new DeadLetter(
            id, status, Guid.CreateVersion7(), "payments.capture-payment.v1", "payments.commands", orderId, 3, 1200 + id, message, message.GetRawText(), false,
            "System.Text.Json.JsonException: The JSON value could not be converted to System.Guid. Path: $.orderId\n   at Commerce.Payments.CapturePayment.HandleAsync()",
            Fingerprint, 6, null, at, at, 1);
        _letters[id] = new(letter, [], JsonDocument.Parse(Schema).RootElement);
        return letter;
    }

    public DeadLetter Find(long id) => _letters[id].Letter;

    public IReadOnlyList<DeadLetterStory.Deed> DeedsOf(long id) => _letters[id].Actions;

    public void Clear()
    {
        _letters.Clear();
        _lags.Clear();
        Stubborn.Clear();
    }

    /// <summary>A service does not keep up.</summary>
    public void Lag(string service, long waiting, TimeSpan age) => _lags[service] = (waiting, TimeProvider.System.GetUtcNow() - age);

    public object QueuesOf(string service)
    {
        var (waiting, since) = _lags.GetValueOrDefault(service);
        return new
        {
            service,
            queues = new QueueRow[] { new("outbox", "outbox", 0, false, null), new($"{service}.commands", "topic", waiting, waiting >= 10_000, waiting > 0 ? since : null), new("retries", "retries", 0, false, null) },
        };
    }

    /// <summary>Somebody else was faster.</summary>
    public void MendElsewhere(long id, string orderId) => Change(id, l => l with { Message = WithOrder(l, orderId), IsEdited = true }, "edited");

    public async Task AnswerAsync(HttpContext http, string[] path)
    {
        switch (path)
        {
            case [Service, "groups"]:
                await SampleShop.WriteAsync(http, new { Groups = Groups(http.Request.Query["status"].ToString()) });
                break;
            case [_, "groups"]:
                await SampleShop.WriteAsync(http, new { Groups = Array.Empty<DeadLetterCause>() });
                break;
            case [Service]:
                await SampleShop.WriteAsync(http, Listed(http.Request.Query));
                break;
            case [Service, "replays"]:
                await SampleShop.WriteAsync(http, Step(await http.Request.ReadFromJsonAsync<JsonElement>()));
                break;
            case [Service, "discards"]:
                await SampleShop.WriteAsync(http, Discard(await http.Request.ReadFromJsonAsync<JsonElement>()));
                break;
            case [Service, var id, .. var rest] when long.TryParse(id, out var number) && _letters.TryGetValue(number, out var story):
                await AnswerOneAsync(http, story, rest);
                break;
            default:
                await SampleShop.RefuseAsync(http, 404, "not_found", "There is no such dead letter.");
                break;
        }
    }

    private async Task AnswerOneAsync(HttpContext http, DeadLetterStory story, string[] path)
    {
        var letter = story.Letter;
        switch (path)
        {
            case []:
                await SampleShop.WriteAsync(http, story);
                break;
            case ["message"] when http.Request.Headers.IfMatch != $"\"{letter.Version}\"":
                await SampleShop.RefuseAsync(http, 412, "precondition_failed", "Somebody else changed it. Read it again.");
                break;
            case ["message"]:
                var message = (await http.Request.ReadFromJsonAsync<JsonElement>()).GetProperty("message");
                if (message.GetProperty("data").GetProperty("orderId").ValueKind == JsonValueKind.String && message.GetProperty("data").GetProperty("orderId").TryGetGuid(out _))
                    await SampleShop.WriteAsync(http, Change(letter.Id, l => l with { Message = message, IsEdited = true }, "edited").Letter);
                else
                    await SampleShop.RefuseAsync(http, 422, "dead_letters.unreadable", "The message cannot be read: orderId is no id.");
                break;
            case ["dry-run"]:
                await SampleShop.WriteAsync(http, Works(letter) ? new Trial(true, null, [new("payment_operations", 1, 0, 0)], [letter.Message!.Value]) : new Trial(false, letter.FirstLine, [], []));
                break;
            case ["replay"] when letter.Status == "replayed":
                await SampleShop.RefuseAsync(http, 409, "dead_letters.already_replayed", "The message has had its effect already.");
                break;
            default:
                if (Works(letter))
                    await SampleShop.WriteAsync(http, new { Id = Change(letter.Id, l => l with { Status = "replayed" }, "replayed").Letter.Id, Outcome = "replayed" });
                else
                    await SampleShop.RefuseAsync(http, 409, "dead_letters.failed_again", $"It failed again: {letter.FirstLine}");
                break;
        }
    }

    private IEnumerable<DeadLetterCause> Groups(string status) =>
        _letters.Values.Select(s => s.Letter).Where(l => l.Status == status).GroupBy(l => (l.Fingerprint, l.EventType)).Select(g => new DeadLetterCause(
            g.Key.Fingerprint, g.Key.EventType, g.First().FirstLine, g.Count(), g.Min(l => l.DeadAt), g.Max(l => l.DeadAt), [.. Enumerable.Range(0, 23).Select(i => i % 5 == 0 ? i : 0), g.Count()]));

    private Page<DeadLetter> Listed(IQueryCollection query)
    {
        var (status, size) = (query["status"].ToString(), int.Parse(query["limit"].ToString(), System.Globalization.CultureInfo.InvariantCulture));
        return new([.. _letters.Values.Select(s => s.Letter).Where(l => status.Length == 0 || l.Status == status).OrderByDescending(l => l.Id).Take(size)], null);
    }

    private Replayed Step(JsonElement body)
    {
        var after = body.GetProperty("after").GetInt64();
        long[] ids = [.. _letters.Values.Select(s => s.Letter).Where(l => l.Status == "dead" && l.Id > after).Select(l => l.Id).Order().Take(body.GetProperty("limit").GetInt32())];
        var items = ids.Select(id => Stubborn.ContainsKey(id)
            ? new Replayed.Item(id, "failed", "InvalidOperationException: The provider knows no such payment.")
            : new Replayed.Item(Change(id, l => l with { Status = "replayed" }, "replayed").Letter.Id, "replayed", null)).ToArray();
        return new Replayed(items, ids.Length == 0 ? null : ids[^1]);
    }

    private object Discard(JsonElement body)
    {
        long[] ids = [.. body.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64())];
        var done = ids.Where(id => Find(id).Status != "replayed").ToArray();
        foreach (var id in done)
            Change(id, l => l with { Status = "discarded" }, "discarded", body.GetProperty("reason").GetString());
        return new { Discarded = done, Skipped = ids.Except(done) };
    }

    private bool Works(DeadLetter letter) => !Stubborn.ContainsKey(letter.Id) && letter.Message!.Value.GetProperty("data").GetProperty("orderId").TryGetGuid(out _);

    private DeadLetterStory Change(long id, Func<DeadLetter, DeadLetter> change, string action, string? detail = null)
    {
        var story = _letters[id];
        var at = TimeProvider.System.GetUtcNow();
        var letter = change(story.Letter);
        return _letters[id] = story with { Letter = letter with { Version = letter.Version + 1, ChangedAt = at }, Actions = [.. story.Actions, new(action, Guid.CreateVersion7().ToString(), detail, at)] };
    }

    private static JsonElement WithOrder(DeadLetter letter, string orderId) =>
        JsonSerializer.SerializeToElement(new { eventType = letter.EventType, aggregateType = "order", data = new { orderId } });
}
