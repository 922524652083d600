using Commerce.Ordering;

namespace Commerce.Seeding;

/// <summary>The figures of one day in one currency.</summary>
internal sealed class DayFigures
{
    public long Placed { get; set; }

    public long PlacedAmount { get; set; }

    public long Confirmed { get; set; }

    public long ConfirmedAmount { get; set; }

    public long Completed { get; set; }

    public long Cancelled { get; set; }

    public long CancelledAmount { get; set; }

    public long Captured { get; set; }
}

/// <summary>What Ordering's projection of the statistics makes of the events, counted along.</summary>
internal sealed class StatisticsTally
{
    public SortedDictionary<(DateOnly Day, string Currency), DayFigures> Days { get; } = [];

    public SortedDictionary<(DateOnly Day, string Currency, string Reason), long> Reasons { get; } = [];

    public void Count(OrderStory story, Happening happening)
    {
        var (day, currency, total) = (DateOnly.FromDateTime(happening.At.UtcDateTime), story.Order.Total.Currency.Code, story.Order.Total.MinorUnits);
        switch (happening.Event)
        {
            case OrderPlaced:
                Of(day, currency).Placed++;
                Of(day, currency).PlacedAmount += total;
                break;
            case OrderConfirmed:
                Of(day, currency).Confirmed++;
                Of(day, currency).ConfirmedAmount += total;
                break;
            case PaymentCaptured captured:
                Of(day, currency).Captured += captured.Amount;
                break;
            case OrderCompleted:
                Of(day, currency).Completed++;
                break;
            case OrderCancelled cancelled:
                Of(day, currency).Cancelled++;
                Of(day, currency).CancelledAmount += total;
                Reasons[(day, currency, cancelled.Reason)] = Reasons.GetValueOrDefault((day, currency, cancelled.Reason)) + 1;
                break;
        }
    }

    private DayFigures Of(DateOnly day, string currency)
    {
        if (!Days.TryGetValue((day, currency), out var figures))
            Days[(day, currency)] = figures = new DayFigures();
        return figures;
    }
}
