using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

/// <summary>
/// Walks the process from the first order on, letting everything happen that can happen, and draws what it finds. The drawing in
/// <c>docs/checkout-process.md</c> is that drawing; when the process changes, run this test with COMMERCE_WRITE_DOCS=1.
/// </summary>
public sealed class CheckoutDiagramTests
{
    private const string Begin = "<!-- drawn from the code: begin -->";
    private const string End = "<!-- drawn from the code: end -->";

    private static readonly (string Name, Func<Order, CheckoutDecision> Happen)[] s_happenings =
    [
        ("stock reserved", order => Checkout.On(order, Sample.Reserved, Sample.Token, Sample.Now)),
        ("stock reserved anew", order => Checkout.On(order, Sample.ReservedAnew, Sample.Token, Sample.Now)),
        ("stock rejected", order => Checkout.On(order, Sample.Rejected, Sample.Now)),
        ("stock released", order => Checkout.On(order, Sample.Released, Sample.Now)),
        ("bank asks the shopper", order => Checkout.On(order, new PaymentActionRequiredV1(Sample.OrderId, Sample.PaymentId, "https://bank.example", Sample.Now), Sample.Now)),
        ("payment authorised", order => Checkout.On(order, Sample.Authorized, Sample.Now)),
        ("payment declined", order => Checkout.On(order, Sample.Declined, Sample.Now)),
        ("payment voided", order => Checkout.On(order, Sample.Voided, Sample.Now)),
        ("payment captured", order => NextCapture(order) is { } shipment
            ? Checkout.On(order, Sample.Captured(order, shipment), Sample.Now) : CheckoutDecision.Nothing(order)),
        ("capture refused", order => NextCapture(order) is { } shipment
            ? Checkout.On(order, Sample.CaptureRefused(order, shipment), Sample.Now) : CheckoutDecision.Nothing(order)),
        ("staff settle it", order => order.Shipments.FirstOrDefault(s => s.IsUnpaid) is { } unpaid
            ? Checkout.Settle(order, order.Settle(unpaid.Id, Settlements.WrittenOff, "Gone.", Sample.Now).Value, Sample.Now) : CheckoutDecision.Nothing(order)),
        ("somebody cancels", order => order.Cancel(CancellationReasons.Requested, "", Sample.Now) is { IsOk: true } cancelled
            ? Checkout.Cancel(order, cancelled.Value) : CheckoutDecision.Nothing(order)),
        ("parcel leaves", order => order.Shipments.FirstOrDefault(s => !s.IsDispatched) is { } next && order.Dispatch(next.Id, null, Sample.Now) is { IsOk: true } left
            ? Checkout.Dispatch(order, left.Value) : CheckoutDecision.Nothing(order)),
        ("no answer in time", order => Checkout.Remind(order, 0, Sample.Token, Sample.Now)),
        ("no answer at all", order => Checkout.Remind(order, Checkout.MaxReminders, Sample.Token, Sample.Now)),
    ];

    [Fact]
    public void TheDrawingInTheDocs_IsTheProcessAsItIs()
    {
        var path = Path.Combine(Root(), "docs", "checkout-process.md");
        var page = File.ReadAllText(path);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var current = string.Concat(page.AsSpan(0, from), "\n", Draw(), page.AsSpan(to));
        if (Environment.GetEnvironmentVariable("COMMERCE_WRITE_DOCS") == "1")
            File.WriteAllText(path, current);
        else
            Assert.Equal(current, page);
    }

    [Fact]
    public void EveryStateThatCanBeReached_HasAWayToAnEnd()
    {
        var (_, edges) = Walk();
        var backward = edges.ToLookup(e => e.To, e => e.From);
        var ending = new HashSet<string>(["completed", "cancelled"]);
        var open = new Queue<string>(ending);
        while (open.TryDequeue(out var state))
        {
            foreach (var before in backward[state].Where(ending.Add))
                open.Enqueue(before);
        }

        Assert.Empty(edges.Select(e => e.From).Except(ending));
        Assert.DoesNotContain(edges, e => e.From is "completed" or "cancelled" && e.To != e.From);
    }

    private static int? NextCapture(Order order)
    {
        var index = order.Shipments.ToList().FindIndex(s => s.AwaitsCapture);
        return index < 0 ? null : index;
    }

    private static string Draw()
    {
        var (states, edges) = Walk();
        var text = new StringBuilder("\n```mermaid\nstateDiagram-v2\n    [*] --> placed: order placed / ReserveStock\n");
        foreach (var (from, to, why) in edges)
            text.Append(CultureInfo.InvariantCulture, $"    {from} --> {to}: {why}\n");
        foreach (var end in states.Where(s => s is "completed" or "cancelled"))
            text.Append(CultureInfo.InvariantCulture, $"    {end} --> [*]\n");
        return text.Append("```\n\n").ToString();
    }

    private static (SortedSet<string> States, List<(string From, string To, string Why)> Edges) Walk()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Order>([Sample.Placed]);
        var states = new SortedSet<string>(StringComparer.Ordinal) { NameOf(Sample.Placed) };
        var edges = new List<(string, string, string)>();
        while (open.TryDequeue(out var order))
        {
            foreach (var (name, happen) in s_happenings)
            {
                var decision = happen(order);
                if (decision.IsNothing)
                    continue;
                var said = string.Concat(decision.Messages.Select(m => m.GetType().Name[..^2]).Distinct().Select((m, i) => (i == 0 ? " / " : ", ") + m));
                var edge = (NameOf(order), NameOf(decision.After), name + said);
                if (!edges.Contains(edge))
                    edges.Add(edge);
                states.Add(NameOf(decision.After));
                if (seen.Add(Detail(decision.After)))
                    open.Enqueue(decision.After);
            }
        }

        return (states, edges);
    }

    private static string NameOf(Order order) => Checkout.StepOf(order) switch
    {
        CheckoutStep.Compensating => "compensating",
        CheckoutStep.Unpaid => "unpaid",
        _ => order.Status.ToText(),
    };

    private static string Detail(Order order) =>
        $"{order.Status}/{order.Stock}/{order.Payment}/{string.Join(',', order.Shipments.Select(s => $"{s.Warehouse}{s.IsDispatched}{s.CapturedAt is not null}{s.IsUnpaid}{s.IsDone}"))}";

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
