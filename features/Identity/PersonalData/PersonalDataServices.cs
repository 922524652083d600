using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>Exports, erasures and consents.</summary>
internal static class PersonalDataServices
{
    public static void AddAccountData(this WebApplicationBuilder builder) => builder.Services
        .Configure<ErasureOptions>(builder.Configuration.GetSection("Erasure"))
        .AddPersonalKeys(PersonalDataHolders.Self)
        .AddSingleton<DataExports>()
        .AddSingleton<AccountErasures>()
        .AddHostedService<RunErasures>();

    public static MessagingBuilder HandleAccountData(this MessagingBuilder messages) => messages
        .Handle<DeliverPersonalDataV1, TakePersonalData>()
        .Handle<ConfirmErasureV1, TakePersonalData>();

    public static void MapAccountData(this IEndpointRouteBuilder app)
    {
        RequestExport.Map(app);
        ListExports.Map(app);
        DownloadExport.Map(app);
        RequestErasure.Map(app);
        GetErasure.Map(app);
        WithdrawErasure.Map(app);
        GetErasureReceipt.Map(app);
        ListConsents.Map(app);
        SetConsent.Map(app);

        ListUserConsents.Map(app);
        RequestUserExport.Map(app);
        ListUserExports.Map(app);
        DownloadUserExport.Map(app);
        RequestUserErasure.Map(app);
        ListErasureRequests.Map(app);
        ApproveErasure.Map(app);
        RejectErasure.Map(app);
    }
}
