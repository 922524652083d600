using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Commerce.Identity;

/// <summary>What the use cases of this context work with.</summary>
internal static class IdentityServices
{
    // OWASP's floor for PBKDF2-HMAC-SHA512. Hashes with fewer rounds are replaced when their owner logs in.
    private const int HashIterations = 220_000;

    public static WebApplicationBuilder AddIdentity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddDbContext<AccountsContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddIdentityCore<User>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = ""; // any: the user name is the e-mail address, and EmailAddress judges those
        }).AddRoles<Role>().AddEntityFrameworkStores<AccountsContext>().AddUserStore<PasskeyStore>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.Configure<PasswordHashingOptions>(builder.Configuration.GetSection("PasswordHashing"));
        services.Configure<LoginTriesOptions>(builder.Configuration.GetSection("LoginTries"));
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<LoginTries>();
        services.AddSingleton<SessionRevocations>();
        services.AddSingleton<LoginSessions>();
        services.AddSingleton<CountedAccounts>();
        services.AddSingleton<RefusedLogIns>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusedLogIns>());
        services.AddSingleton<Credentials>();
        services.AddScoped<Registration>();
        services.AddAccountLife(builder.Configuration);
        services.AddSecondFactors(builder.Configuration);
        services.AddOutgoing(builder.Configuration, builder.Environment);

        services.AddOptions<IssuerOptions>().Configure(options =>
            {
                options.Issuer = IssuerOptions.NameFrom(builder.Configuration);
                options.PublicUrl = builder.Configuration["Auth:PublicUrl"];
            })
            .Validate(o => Uri.TryCreate(o.Issuer, UriKind.Absolute, out _), "Auth:Issuer or Auth:Authority must be the issuer's URL.")
            .ValidateOnStart();
        services.AddSingleton<AccessTokens>();
        services.AddOpenId();
        services.AddExternalLogins();
        services.AddPasskeys();
        services.AddSingleton<KeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        builder.AddAccountData();
        services.Configure<RetentionOptions>(builder.Configuration.GetSection("Retention"));
        services.AddHostedService<PurgeExpired>();
        services.AddApiKeys();
        services.AddStaff();
        if (SeedAccounts.Wanted(builder.Configuration, builder.Environment))
            services.AddHostedService<SeedAccounts>();

        var gateways = builder.Configuration.GetSection("Gateway:Networks").Get<string[]>() ?? [];
        services.Configure<ForwardedHeadersOptions>(options => TrustGateway(options, gateways));
        return builder;
    }

    // Tries are counted per network address: only the gateway may say whose call it passes on.
    private static void TrustGateway(ForwardedHeadersOptions options, string[] networks)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        options.ForwardLimit = 1;
        foreach (var network in networks)
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
    }
}
