using System.Text.Json;
using Commerce.Data;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Commerce.Defaults;

/// <summary>A session's part in idempotency: the answer's row goes into the transaction of the effect.</summary>
internal sealed class AnswerStore(JsonSerializerOptions json) : ISessionParticipant
{
    private const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>The call that this session serves, when its caller sent a key.</summary>
    public IdempotentCall? Call { get; set; }

    public AnsweredResult Render(Answer answer) => new()
    {
        Status = answer.Status,
        Body = answer.Body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(answer.Body, answer.Body.GetType(), json),
        ContentType = answer.Body is null ? null : JsonContentType,
        Location = answer.Location,
        ETag = answer.ETag,
    };

    // First in the batch: a concurrent repetition waits here, before it has touched anything else.
    public void Store(Session session, AnsweredResult answer)
    {
        if (Call is { } call)
            session.WriteFirst(
                IdempotencyKeys.Insert, call.Scope, call.Key, call.Fingerprint, (short)answer.Status, answer.Location, answer.ETag,
                answer.ContentType, answer.Body);
    }

    public void BeforeFlush(Session session)
    {
    }

    public void Committed()
    {
    }

    internal sealed class Factory(IOptions<JsonOptions> options) : ISessionParticipantFactory
    {
        public ISessionParticipant Create() => new AnswerStore(options.Value.SerializerOptions);
    }
}
