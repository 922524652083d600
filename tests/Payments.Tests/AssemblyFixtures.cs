using Commerce.Payments;

[assembly: AssemblyFixture(typeof(PaymentsShop))]
