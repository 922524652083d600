using Commerce.Kernel;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>Checks request bodies before the handler sees them.</summary>
public static class ValidationExtensions
{
    /// <summary>Refuses values that <paramref name="validator"/> does not accept: 422 with a JSON pointer for each field.</summary>
    /// <exception cref="InvalidOperationException">While mapping: the handler takes no <typeparamref name="T"/>.</exception>
    public static RouteHandlerBuilder Validate<T>(this RouteHandlerBuilder route, IValidator<T> validator)
    {
        ArgumentNullException.ThrowIfNull(validator);
        return route
            .WithMetadata(new ProducesProblem(StatusCodes.Status422UnprocessableEntity, "A value is not acceptable."))
            .AddEndpointFilterFactory((handler, next) =>
            {
                var index = Array.FindIndex(handler.MethodInfo.GetParameters(), p => p.ParameterType == typeof(T));
                if (index < 0)
                    throw new InvalidOperationException($"{handler.MethodInfo.DeclaringType}.{handler.MethodInfo.Name} takes no {typeof(T)}.");
                return call => ValidateAsync(call, index, validator, next);
            });
    }

    /// <summary>What a validator found, as the refusal to answer with.</summary>
    public static Error ToError(this ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new Error(StatusCodes.Status422UnprocessableEntity, "validation_failed", "Some values are not acceptable.")
        {
            Fields = [.. result.Errors.Select(e => new FieldError(JsonPointer.FromMemberPath(e.PropertyName), CodeOf(e), e.ErrorMessage))],
        };
    }

    private static async ValueTask<object?> ValidateAsync<T>(
        EndpointFilterInvocationContext call, int index, IValidator<T> validator, EndpointFilterDelegate next)
    {
        // Filters run even when the body was the JSON literal null.
        if (call.Arguments[index] is not T body)
            return RequestErrors.BodyMissing.ToProblem();
        var result = await validator.ValidateAsync(body, call.HttpContext.RequestAborted);
        return result.IsValid ? await next(call) : result.ToError().ToProblem();
    }

    // FluentValidation names its own rules "NotEmptyValidator"; codes of ours pass as they are.
    private static string CodeOf(ValidationFailure failure)
    {
        const string Suffix = "Validator";
        var code = failure.ErrorCode ?? "invalid";
        return code.EndsWith(Suffix, StringComparison.Ordinal) ? SnakeCase.Of(code[..^Suffix.Length]) : code;
    }
}
