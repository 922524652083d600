namespace Commerce.Seeding;

/// <summary>When things happened: three years of customers, two years of orders, every year more than the one before.</summary>
/// <param name="until">Nothing happened after this moment.</param>
internal sealed class Calendar(Scale scale, DateTimeOffset until)
{
    private const int DaysOfOrders = 730;
    private const int DaysOfCustomers = 1095;

    // Below 1, so that orders grow with time.
    private const double Growth = 0.85;

    // An order is decided within a quarter of an hour.
    private static readonly TimeSpan s_lastCall = TimeSpan.FromHours(1);

    public DateTimeOffset Until => until;

    private DateTimeOffset Opening => until.AddDays(-DaysOfCustomers);

    private DateTimeOffset FirstOrder => until.AddDays(-DaysOfOrders);

    /// <summary>The assortment is on the shelves before the first order comes.</summary>
    public DateTimeOffset ArrivedAt(int product, double share) =>
        At(Opening, TimeSpan.FromDays(DaysOfCustomers - DaysOfOrders - 2), (product + share) / scale.Products);

    public DateTimeOffset RegisteredAt(int customer, double share) => At(Opening, until - Opening, (customer + share) / scale.Customers);

    /// <summary>How many customers there are at a moment.</summary>
    public int CustomersAt(DateTimeOffset moment) =>
        Math.Clamp((int)((moment - Opening) / (until - Opening) * scale.Customers) - 1, 1, scale.Customers);

    /// <summary>Later for every order.</summary>
    public DateTimeOffset PlacedAt(int order, double share) =>
        At(FirstOrder, until - s_lastCall - FirstOrder, Math.Pow((order + share) / scale.Orders, Growth));

    // As precise as both JSON and PostgreSQL keep it.
    private static DateTimeOffset At(DateTimeOffset from, TimeSpan span, double share) =>
        from.AddMilliseconds(Math.Floor(span.TotalMilliseconds * share));
}
