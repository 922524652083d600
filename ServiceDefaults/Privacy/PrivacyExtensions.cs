using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Commerce.Privacy;

/// <summary>Adds the care for personal data to a service.</summary>
public static class PrivacyExtensions
{
    /// <summary>Registers <see cref="MasterKeys"/>, <see cref="PersonalKeys"/> and what answers requests about people.</summary>
    /// <param name="service">The service's name, as it is told in certificates.</param>
    public static IHostApplicationBuilder AddPersonalData<TData>(this IHostApplicationBuilder builder, string service)
        where TData : class, IPersonalData
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services
            .AddPersonalKeys(service)
            .AddSingleton(new ServiceName(service))
            .AddSingleton<IPersonalData, TData>()
            .AddSingleton<Erasures>()
            .AddHostedService<FinishErasures>();
        return builder;
    }

    /// <summary>Registers <see cref="MasterKeys"/> and <see cref="PersonalKeys"/> alone, for a service that erases people by itself.</summary>
    public static IServiceCollection AddPersonalKeys(this IServiceCollection services, string service) => services
        .AddMasterKeys()
        .AddSingleton(provider => new PersonalKeys(provider.GetRequiredService<MasterKeys>().For($"{service}/personal-keys")))
        .AddSingleton(new MigrationSource("privacy", typeof(PrivacyExtensions).Assembly, "Privacy.Migrations"))
        .AddSealedRows(provider => provider.GetRequiredService<PersonalKeys>())
        .AddHostedService<SealAnew>();

    /// <summary>Adds a table to what is sealed anew once the master key was changed.</summary>
    public static IServiceCollection AddSealedRows(this IServiceCollection services, Func<IServiceProvider, ISealedRows> table) => services.AddSingleton(table);

    /// <summary>Registers <see cref="MasterKeys"/>. A service without a master key does not start.</summary>
    public static IServiceCollection AddMasterKeys(this IServiceCollection services)
    {
        services.TryAddSingleton(provider =>
            MasterKeys.From(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        return services;
    }

    /// <summary>Listens to people who want their data, or want them gone.</summary>
    public static MessagingBuilder HandlePersonalData(this MessagingBuilder messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return messages
            .Handle<PersonalDataRequestedV1, CollectPersonalData>()
            .Handle<UserErasedV1, ErasePersonalData>();
    }
}
