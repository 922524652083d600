namespace Commerce.Identity;

/// <summary>What e-mails and text messages leave by: what is configured, else development's mailbox.</summary>
internal static class OutgoingServices
{
    public static IServiceCollection AddOutgoing(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.Configure<SmtpOptions>(configuration.GetSection("Mail:Smtp")).Configure<DeliveryOptions>(configuration.GetSection("Delivery"));
        services.AddSingleton<LocalMailbox>().AddSingleton<OutgoingSignal>().AddSingleton<OutgoingMessages>();
        services.AddHttpClient(nameof(HttpSmsTransport));
        services.AddSingleton<IEmailTransport>(provider => configuration["Mail:Smtp:Host"] is { Length: > 0 }
            ? ActivatorUtilities.CreateInstance<SmtpTransport>(provider)
            : environment.IsDevelopment() ? provider.GetRequiredService<LocalMailbox>() : new NoTransport("Mail:Smtp:Host"));
        services.AddSingleton<ISmsTransport>(provider => configuration["Sms:Url"] is { Length: > 0 }
            ? ActivatorUtilities.CreateInstance<HttpSmsTransport>(provider)
            : environment.IsDevelopment() ? provider.GetRequiredService<LocalMailbox>() : new NoTransport("Sms:Url"));
        return services.AddSingleton<DeliverMessages>().AddHostedService(provider => provider.GetRequiredService<DeliverMessages>());
    }
}
