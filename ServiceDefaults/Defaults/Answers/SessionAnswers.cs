using Commerce.Data;

namespace Commerce.Defaults;

/// <summary>How handlers of unsafe calls end.</summary>
public static class SessionAnswers
{
    /// <summary>
    /// Commits the session. When the caller sent an <c>Idempotency-Key</c>, the answer is stored in the same transaction, so that a
    /// repetition gets the same bytes and has no second effect.
    /// </summary>
    /// <exception cref="ConflictException">A conditional write did not hit its row; nothing was written.</exception>
    public static async Task<AnsweredResult> AnswerAsync(this Session session, Answer answer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(answer);
        var answers = session.Participant<AnswerStore>();
        var result = answers.Render(answer);
        answers.Store(session, result);
        await session.CommitAsync(ct);
        return result;
    }
}
