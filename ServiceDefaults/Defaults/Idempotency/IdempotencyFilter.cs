using Commerce.Data;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>
/// Gives repetitions their first answer. The happy path costs nothing extra: only when the call was refused or ran into another's
/// writes is the key looked up, because then it may be a repetition of a call that went through.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyKeys keys) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.Features.Get<IdempotentCall>() is not { } call)
            return await next(context);

        object? result;
        try
        {
            result = await next(context);
        }
        catch (Exception e) when (e is ConflictException or PostgresException { SqlState: UniqueViolation or LockNotAvailable or DeadlockDetected })
        {
            if (await RepeatAsync(call, context) is { } repeated)
                return repeated;
            if (e is PostgresException { SqlState: LockNotAvailable } blocked && blocked.BatchCommand?.CommandText == IdempotencyKeys.Insert)
                return IdempotencyErrors.InFlight.ToProblem();
            throw;
        }

        return IsRefusal(result) && await RepeatAsync(call, context) is { } replay ? replay : result;
    }

    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;
    private const string LockNotAvailable = PostgresErrorCodes.LockNotAvailable;
    private const string DeadlockDetected = PostgresErrorCodes.DeadlockDetected;

    private async Task<IResult?> RepeatAsync(IdempotentCall call, EndpointFilterInvocationContext context) =>
        await keys.FindAsync(call, context.HttpContext.RequestAborted) switch
        {
            null => null,
            { Answer: { } answer } => answer,
            _ => IdempotencyErrors.KeyReused.ToProblem(),
        };

    private static bool IsRefusal(object? result) => result switch
    {
        INestedHttpResult nested => IsRefusal(nested.Result),
        IStatusCodeHttpResult { StatusCode: >= 400 } => true,
        _ => false,
    };
}
