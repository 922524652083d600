using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>What shall become of many products: on sale, off sale, or at other prices.</summary>
/// <param name="Action"><c>publish</c>, <c>withdraw</c> or <c>prices</c>.</param>
/// <param name="Currency">Which prices change; those in every currency when absent.</param>
/// <param name="Percent">By how much prices change, such as -10; rounded to the currency's smallest unit.</param>
/// <param name="Amount">Or what every variant shall cost in its currency.</param>
internal sealed record BulkWish(string Action, string? Currency = null, decimal? Percent = null, Money? Amount = null)
{
    public const int MaxProducts = 200;
    public const decimal LeastPercent = -99;
    public const decimal MostPercent = 1000;

    private const string Publish = "publish";
    private const string Withdraw = "withdraw";
    private const string Prices = "prices";

    public static BulkWish Example { get; } = new(Prices, "EUR", -10);

    /// <summary>Decides on one product; refused where there is nothing to do.</summary>
    public Result<Product> Decide(Product product, DateTimeOffset now)
    {
        var decision = Action switch
        {
            Publish => product.Publish(now),
            Withdraw => product.Withdraw(now),
            Prices => product.Reprice(NewPrice, now),
            _ => throw new InvalidOperationException($"No such action: {Action}."),
        };
        return decision.Error is null && ReferenceEquals(decision.Value, product) ? ProductErrors.NothingToChange(product.Id) : decision;
    }

    private Money NewPrice(Money price)
    {
        if (Amount is { } amount)
            return price.Currency == amount.Currency ? amount : price;
        if (Currency is not null && price.Currency.Code != Currency)
            return price;
        var exact = price.MinorUnits * (100 + Percent!.Value) / 100;
        return price with { MinorUnits = (long)Math.Round(exact, MidpointRounding.AwayFromZero) };
    }

    public sealed class Validator : AbstractValidator<BulkWish>
    {
        public Validator()
        {
            RuleFor(w => w.Action).Must(a => a is Publish or Withdraw or Prices)
                .WithErrorCode("invalid_action").WithMessage("One of publish, withdraw and prices.");
            RuleFor(w => w.Percent).Must((w, percent) => w.Action != Prices || percent.HasValue != w.Amount.HasValue)
                .WithErrorCode("percent_or_amount").WithMessage("Give either percent or amount.");
            RuleFor(w => w.Percent).InclusiveBetween(LeastPercent, MostPercent).NotEqual(0).PrecisionScale(6, 2, ignoreTrailingZeros: true);
            RuleFor(w => w.Amount).Must(a => a is null or { MinorUnits: > 0 and <= Variant.MaxMinorUnits })
                .WithErrorCode("invalid_price").WithMessage("A price is more than 0 and at most 1 000 000 000 000 minor units.");
            RuleFor(w => w.Currency).Must(c => c is null || Kernel.Currency.TryParse(c, out _))
                .WithErrorCode("invalid_currency").WithMessage("Three upper-case letters of ISO 4217, such as EUR.");
        }
    }
}
