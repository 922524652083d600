using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A shopper's browser gives a card and gets a token; the number itself is forgotten at once.</summary>
internal static class IssueToken
{
    public sealed record Request(string Number, int ExpiryMonth, int ExpiryYear, string Cvc);

    public sealed record Response(string Token, string Brand, string Last4, int ExpiryMonth, int ExpiryYear);

    public sealed class Validator : AbstractValidator<Request>
    {
        private const int LastPlausibleYear = 2100;

        public Validator(TimeProvider clock)
        {
            // Messages never repeat what was sent: it is card data.
            RuleFor(r => r.Number).Cascade(CascadeMode.Stop)
                .Must(CardNumber.IsValid).WithErrorCode("invalid_card_number").WithMessage("This is not a valid card number.")
                .Must(TestCards.Scripts.ContainsKey).WithErrorCode("not_a_test_card")
                .WithMessage("The sandbox takes test cards only; never send a real card here.");
            RuleFor(r => r.ExpiryMonth).InclusiveBetween(1, 12).WithMessage("A month is 1 to 12.");
            RuleFor(r => r.ExpiryYear).LessThanOrEqualTo(LastPlausibleYear).WithMessage("This year is too far away.");
            RuleFor(r => r).Must(r => IsAhead(r, clock.GetUtcNow())).OverridePropertyName(nameof(Request.ExpiryYear))
                .WithErrorCode("card_expired").WithMessage("The card has expired.")
                .When(r => r.ExpiryMonth is >= 1 and <= 12);
            RuleFor(r => r.Cvc).Must((r, cvc) => cvc is not null && cvc.All(char.IsAsciiDigit) && cvc.Length == CardNumber.CvcDigits(r.Number))
                .WithErrorCode("invalid_cvc").WithMessage("The security code has three digits, four on American Express.")
                .When(r => CardNumber.IsValid(r.Number));
        }

        private static bool IsAhead(Request card, DateTimeOffset now) =>
            card.ExpiryYear > now.Year || (card.ExpiryYear == now.Year && card.ExpiryMonth >= now.Month);
    }

    private const string Insert = """
        INSERT INTO tokens (token, brand, last4, expiry_month, expiry_year, outcome, decline_code,
            answer_delay_ms, silent, authorize_outages, capture_outages, expires_before_capture, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING token
        """;

    public static async Task<Created<Response>> Handle(Request request, NpgsqlDataSource database, TimeProvider clock, CancellationToken ct)
    {
        var script = TestCards.Scripts[request.Number];
        var response = new Response(
            Sandbox.NewSecretId("tok"), CardNumber.Brand(request.Number), request.Number[^4..], request.ExpiryMonth, request.ExpiryYear);

        await database.ReadOneAsync(Insert, row => row.GetString(0), ct,
            response.Token, response.Brand, response.Last4, response.ExpiryMonth, response.ExpiryYear, script.Outcome, script.DeclineCode,
            (int)script.AnswerDelay.TotalMilliseconds, script.Silent, script.AuthorizeOutages, script.CaptureOutages, script.ExpiresBeforeCapture, clock.GetUtcNow());
        return TypedResults.Created((string?)null, response);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/v1/tokens", Handle)
            .Validate(new Validator(app.ServiceProvider.GetRequiredService<TimeProvider>()))
            .AllowAnonymous()
            .WithExample(
                new Request(TestCards.Visa, 12, 2030, "123"), new Response("tok_5f2c", "visa", "4242", 12, 2030), StatusCodes.Status201Created);
}
