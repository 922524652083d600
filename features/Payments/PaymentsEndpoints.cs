using Commerce.Messaging;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>All routes and commands of the payments context.</summary>
internal static class PaymentsEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder app)
    {
        ListPayments.Map(app);
        GetPayment.Map(app);
        ConfirmPayment.Map(app);
        GetLedger.Map(app);
        RequestRefund.Map(app);
        GetRefund.Map(app);
        ListOperations.Map(app);
        AskProvider.Map(app);
    }

    public static MessagingBuilder HandlePaymentCommands(this MessagingBuilder messages) => messages
        .Handle<AuthorizePaymentV1, AuthorizePayment>()
        .Handle<CapturePaymentV1, CapturePayment>()
        .Handle<VoidPaymentV1, VoidPayment>()
        .Handle<RefundPaymentV1, RefundPayment>();

    public static void AddPayments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PaymentSettings>().BindConfiguration("Payments").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<OperationSignal>();
        builder.Services.AddSingleton<OperationDesk>();
        builder.Services.AddSingleton<PaymentMetrics>();
        builder.Services.AddHostedService<OperationWorker>();
        builder.AddSandboxProvider();
    }
}
