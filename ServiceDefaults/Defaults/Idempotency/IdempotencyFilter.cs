using Commerce.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>
/// Gives repetitions their first answer. The happy path costs nothing extra: only when the call was refused or ran into another's
/// writes is the key looked up, because then it may be a repetition of a call that went through.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyKeys keys) : IEndpointFilter
{
    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;
    private const string LockNotAvailable = PostgresErrorCodes.LockNotAvailable;
    private const string DeadlockDetected = PostgresErrorCodes.DeadlockDetected;

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
            if (e is PostgresException { SqlState: LockNotAvailable, Where: { } waitedFor } && waitedFor.Contains(IdempotencyKeys.PrimaryKey, StringComparison.Ordinal))
                return IdempotencyErrors.InFlight.ToProblem();
            throw;
        }

        return IsRefusal(result) && await RepeatAsync(call, context) is { } replay ? replay : result;
    }

    private async Task<IResult?> RepeatAsync(IdempotentCall call, EndpointFilterInvocationContext context)
    {
        // The failed session's connection goes back first: many repetitions at once must not wait for each other's.
        await context.HttpContext.RequestServices.GetRequiredService<Session>().DisposeAsync();
        return await keys.FindAsync(call, context.HttpContext.RequestAborted) switch
        {
            null => null,
            { Answer: { } answer } => answer,
            _ => IdempotencyErrors.KeyReused.ToProblem(),
        };
    }

    private static bool IsRefusal(object? result) => result switch
    {
        INestedHttpResult nested => IsRefusal(nested.Result),
        IStatusCodeHttpResult { StatusCode: >= 400 } => true,
        _ => false,
    };
}
