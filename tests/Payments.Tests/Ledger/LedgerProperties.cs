using Commerce.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Payments;

/// <summary>Whatever commands come, in whatever order, with whatever answers lost or late: the books are right.</summary>
public sealed class LedgerProperties
{
    private static readonly DateTimeOffset s_start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One thing that happens; <see cref="Pick"/> says to which of the open operations or calls.</summary>
    internal sealed record Happening(What What, int Amount, int Pick);

    internal enum What
    {
        Authorize,
        Capture,
        Void,
        Refund,
        TakeDue,
        ProviderActs,
        AnswerArrives,
        AnswerIsLost,
        TimePasses,
    }

    [Fact]
    public void AnySequence_KeepsTheBooksRight()
    {
        var happening =
            from what in Gen.Frequency(
                (1, Gen.Constant(What.Authorize)), (2, Gen.Constant(What.Capture)), (1, Gen.Constant(What.Void)),
                (2, Gen.Constant(What.Refund)), (6, Gen.Constant(What.TakeDue)), (6, Gen.Constant(What.ProviderActs)),
                (6, Gen.Constant(What.AnswerArrives)), (1, Gen.Constant(What.AnswerIsLost)), (2, Gen.Constant(What.TimePasses)))
            from amount in Gen.Choose(1, 1200)
            from pick in Gen.Choose(0, 99)
            select new Happening(what, amount, pick);

        var property = Prop.ForAll(happening.ListOf().ToArbitrary(), happenings =>
        {
            var world = new World();
            world.Step(new Happening(What.Authorize, 1000, 0));
            foreach (var next in happenings)
            {
                world.Step(next);
                world.Check();
            }

            world.ComeToRest();
        });

        property.Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(120));
    }

    /// <summary>The database and the network, reduced to lists.</summary>
    private sealed class World
    {
        private readonly SimulatedProvider _provider = new();
        private readonly Dictionary<Guid, Operation> _operations = [];
        private readonly List<(Operation Operation, ProviderCall Call)> _callsOut = [];
        private readonly List<(Operation Operation, ProviderAnswer Answer)> _answersOut = [];
        private readonly List<LedgerTransaction> _ledger = [];
        private DateTimeOffset _now = s_start;

        private Payment _payment = new()
        {
            OrderId = Guid.CreateVersion7(),
            PaymentId = Guid.CreateVersion7(),
            Status = PaymentStatus.Pending,
            Token = "tok",
            Currency = "EUR",
            Amount = 1000,
            Deadline = s_start.AddMinutes(1),
            CustomerId = Guid.CreateVersion7(),
        };

        public void Step(Happening h)
        {
            switch (h.What)
            {
                case What.Authorize: Intend(OperationKind.Authorize, 1000, once: true); break;
                case What.Void: Intend(OperationKind.Void, 0, once: true); break;
                case What.Capture: Intend(OperationKind.Capture, h.Amount, once: false); break;
                case What.Refund: Intend(OperationKind.Refund, h.Amount, once: false); break;
                case What.TakeDue: TakeDue(); break;
                case What.ProviderActs when Take(_callsOut, h.Pick) is { Operation: not null } call:
                    _answersOut.Add((call.Operation, _provider.Do(call.Call)));
                    break;
                case What.AnswerArrives when Take(_answersOut, h.Pick) is { Operation: not null } answer: Settle(answer); break;
                case What.AnswerIsLost when Take(_answersOut, h.Pick) is { Operation: not null } lost:
                    Settle((lost.Operation, new ProviderAnswer.Unknown("lost")));
                    break;
                case What.TimePasses: _now += TimeSpan.FromSeconds(h.Amount / 50.0); break;
            }
        }

        public void Check()
        {
            Assert.InRange(_payment.Captured + _payment.Capturing, 0, _payment.Authorized);
            Assert.InRange(_payment.Refunded + _payment.Refunding, 0, _payment.Captured);
            Assert.All(_ledger, t => Assert.Equal(t.Lines.Sum(l => l.Debit), t.Lines.Sum(l => l.Credit)));
            Assert.Equal(_ledger.Count, _ledger.Select(t => t.OperationId).Distinct().Count());

            var held = _payment.Status == PaymentStatus.Voided ? 0 : _payment.Authorized - _payment.Captured;
            Assert.Equal(held, Balance(Account.AuthorizedHolds));
            Assert.Equal(-held, Balance(Account.HoldsOffset));
            Assert.Equal(-_payment.Captured, Balance(Account.Sales));
            Assert.Equal(_payment.Refunded, Balance(Account.Refunds));
            Assert.Equal(_payment.Captured - _payment.Refunded, Balance(Account.ProviderClearing) + Balance(Account.ProviderFees));
            Assert.InRange(_payment.Captured, 0, _provider.Captured); // we never believe more than the provider did
            Assert.InRange(_payment.Refunded, 0, _provider.Refunded);
        }

        /// <summary>Everything on its way arrives: both sides agree, nothing is open, nothing dangles.</summary>
        public void ComeToRest()
        {
            for (var minute = 0; minute < 30; minute++)
            {
                TakeDue();
                while (Take(_callsOut, 0) is { Operation: not null } call)
                    _answersOut.Add((call.Operation, _provider.Do(call.Call)));
                while (Take(_answersOut, 0) is { Operation: not null } answer)
                    Settle(answer);
                Check();
                _now += TimeSpan.FromMinutes(1);
            }

            Assert.DoesNotContain(_operations.Values, o => o.State == OperationState.Pending);
            Assert.Equal((_provider.Captured, _provider.Refunded, 0L, 0L), (_payment.Captured, _payment.Refunded, _payment.Capturing, _payment.Refunding));
            Assert.Equal(_provider.Held - _provider.Captured, Balance(Account.AuthorizedHolds)); // what is held there is on our books, and no more
        }

        private long Balance(string account) => _ledger.SelectMany(t => t.Lines).Where(l => l.Account == account).Sum(l => l.Debit - l.Credit);

        private void Intend(OperationKind kind, long amount, bool once)
        {
            if (once && _operations.Values.Any(o => o.Kind == kind))
                return;
            var operation = Operation.New(
                kind, _payment.OrderId, once ? Guid.Empty : Guid.CreateVersion7(), amount, "EUR", RequestContext.System("test"), _now);
            _operations[operation.Id] = operation;
        }

        private void TakeDue()
        {
            foreach (var operation in _operations.Values.Where(o => o.State == OperationState.Pending && o.NextAttemptAt <= _now).ToList())
                Apply(_payment.Prepare(operation, _now));
        }

        private void Settle((Operation Operation, ProviderAnswer Answer) answered)
        {
            var current = _operations[answered.Operation.Id];
            if (current.State == OperationState.Pending && current.Attempts == answered.Operation.Attempts)
                Apply(_payment.Settle(current, answered.Answer, _now));
        }

        private void Apply(Decision decision)
        {
            _payment = decision.Payment;
            _operations[decision.Operation.Id] = decision.Operation;
            if (decision.FollowUp is { } followUp)
                _operations[followUp.Id] = followUp;
            if (decision.Booking is { } booking)
                _ledger.Add(booking);
            if (decision.Call is { } call)
                _callsOut.Add((decision.Operation, call));
        }

        private static T? Take<T>(List<T> list, int pick)
        {
            if (list.Count == 0)
                return default;
            var index = pick % list.Count;
            var taken = list[index];
            list.RemoveAt(index);
            return taken;
        }
    }
}
