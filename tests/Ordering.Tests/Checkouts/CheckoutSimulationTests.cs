using Commerce.Inventory.Contracts;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

/// <summary>
/// The real process against an inventory and a payment provider in miniature, on a bus that delays, reorders and repeats. Whatever the
/// seed, when nothing is in flight any more the order, the stock and the money must agree.
/// </summary>
public sealed class CheckoutSimulationTests
{
    private const int Seeds = 3000;

    [Fact]
    public void AnyInterleaving_EndsWithOrderStockAndMoneyAgreeing()
    {
        var outcomes = new HashSet<OrderStatus>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var run = new Run(seed);
            run.ToTheEnd();
            run.AssertConsistent(seed);
            outcomes.Add(run.Order.Status);
        }

        Assert.Equal([OrderStatus.Cancelled, OrderStatus.Completed], outcomes.Order().Reverse());
    }

    private sealed class Run(int seed)
    {
        private const int MaxSteps = 2000;
        private readonly Random _random = new(seed);
        private readonly List<object> _bus = [];
        private readonly HashSet<Guid> _captured = [];
        private StockState? _hold;
        private PaymentState? _payment;
        private int _shipped;

        public Order Order { get; private set; } = new();

        public void ToTheEnd()
        {
            Take(Checkout.Begin(Sample.Place(Sample.Cart).Value));
            for (var step = 0; step < MaxSteps && !(Order.IsFinished && _bus.Count == 0); step++)
            {
                if (_bus.Count == 0 || _random.Next(20) == 0)
                    SomebodyActs();
                else
                    Deliver();
            }
        }

        public void AssertConsistent(int seed)
        {
            var where = $"seed {seed}: {Order.Status}, hold {_hold}, payment {_payment}";
            Assert.True(Order.IsFinished, where);
            if (Order.Status == OrderStatus.Completed)
            {
                Assert.True(_hold == StockState.Held && _shipped == Order.Shipments.Count, where);
                Assert.True(_payment == PaymentState.Authorized && _captured.Count == Order.Shipments.Count, where);
                Assert.True(Order.CapturedMinorUnits == Order.Total.MinorUnits, where);
            }
            else
            {
                Assert.True(_hold is not StockState.Held, where);
                Assert.True(_payment is not PaymentState.Authorized, where);
                Assert.True(_captured.Count == 0 && _shipped == 0, where);
            }
        }

        // Customers, warehouse staff and deadlines do something now and then.
        private void SomebodyActs()
        {
            var choice = _random.Next(4);
            if (choice == 0 && _random.Next(6) == 0 && Order.Cancel(CancellationReasons.Requested, "", Sample.Now) is { IsOk: true } cancelled)
                Take(Checkout.Cancel(Order, cancelled.Value));
            else if (choice <= 1 && Order.Shipments.FirstOrDefault(s => !s.IsDispatched) is { } next && Order.Dispatch(next.Id, null, Sample.Now) is { IsOk: true } dispatched)
                Take(Checkout.Dispatch(Order, dispatched.Value));
            else
                Take(Checkout.Remind(Order, _random.Next(Checkout.MaxReminders + 1), Sample.Token, Sample.Now));
        }

        // Commands of one order stay in order on their topic; answers do so on theirs. Across topics anything goes, and anything may come twice.
        private void Deliver()
        {
            var topics = _bus.GroupBy(TopicOf).ToArray();
            var message = topics[_random.Next(topics.Length)].First();
            if (_random.Next(5) != 0)
                _bus.Remove(message);
            Handle(message);
        }

        private static string TopicOf(object message) => message switch
        {
            ReserveStockV1 or ConfirmReservationV1 or ReleaseStockV1 or ShipStockV1 => "inventory.commands",
            AuthorizePaymentV1 or CapturePaymentV1 or VoidPaymentV1 => "payments.commands",
            StockReservedV1 or StockRejectedV1 or StockReleasedV1 => "inventory",
            _ => "payments",
        };

        private void Handle(object message)
        {
            switch (message)
            {
                case ReserveStockV1: Reserve(); break;
                case ReleaseStockV1 m:
                    _hold = StockState.Released;
                    _bus.Add(new StockReleasedV1(m.OrderId, m.Reason));
                    break;
                case ShipStockV1 m:
                    Assert.Equal(StockState.Held, _hold);
                    _shipped = Math.Max(_shipped, Order.Shipments.ToList().FindIndex(s => s.Id == m.ShipmentId) + 1);
                    break;
                case AuthorizePaymentV1: Authorize(); break;
                case VoidPaymentV1:
                    _payment = _payment == PaymentState.Declined ? PaymentState.Declined : PaymentState.Voided;
                    _bus.Add(_payment == PaymentState.Declined ? Sample.Declined : Sample.Voided);
                    break;
                case CapturePaymentV1 m:
                    Assert.Equal(PaymentState.Authorized, _payment);
                    _captured.Add(m.CaptureId);
                    _bus.Add(new PaymentCapturedV1(m.OrderId, Sample.PaymentId, m.CaptureId, m.MinorUnits, m.Currency, Sample.Now));
                    break;
                case StockReservedV1 m: Take(Checkout.On(Order, m, Sample.Token, Sample.Now)); break;
                case StockRejectedV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
                case StockReleasedV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
                case PaymentAuthorizedV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
                case PaymentDeclinedV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
                case PaymentVoidedV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
                case PaymentCapturedV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
                case PaymentActionRequiredV1 m: Take(Checkout.On(Order, m, Sample.Now)); break;
            }
        }

        private void Reserve()
        {
            _hold ??= _random.Next(4) == 0 ? StockState.Rejected : StockState.Held;
            _bus.Add(_hold switch
            {
                StockState.Held => Sample.Reserved,
                StockState.Rejected => Sample.Rejected,
                _ => Sample.Rejected with { Reason = "released" },
            });
        }

        private void Authorize()
        {
            if (_payment is null && _random.Next(3) == 0)
                _bus.Add(new PaymentActionRequiredV1(Sample.OrderId, Sample.PaymentId, "https://bank.example", Sample.Now));
            _payment ??= _random.Next(4) == 0 ? PaymentState.Declined : PaymentState.Authorized;
            _bus.Add(_payment switch
            {
                PaymentState.Authorized => Sample.Authorized,
                PaymentState.Voided => Sample.Voided,
                _ => Sample.Declined,
            });
        }

        private void Take(CheckoutDecision decision)
        {
            Assert.Equal(Order.Version, decision.Before.Version);
            Order = decision.After;
            _bus.AddRange(decision.Messages);
        }
    }
}
