using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>The service's own database.</summary>
public static class DatabaseDefaults
{
    /// <summary>
    /// Adds the data source of connection string <paramref name="name"/>, sessions on it (scoped to the request, or opened by
    /// <see cref="SessionFactory"/>), and brings the schema up to date before anything else starts.
    /// </summary>
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder, string name, StatementPlans plans = StatementPlans.Kept)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var connectionString = builder.Configuration.GetConnectionString(name)
            ?? throw new InvalidOperationException($"Connection string '{name}' is missing: set ConnectionStrings__{name}.");
        var services = builder.Services;
        services.AddSingleton(provider => DataSource(name, connectionString, plans, provider));
        services.AddSingleton<SessionFactory>();
        services.AddSingleton<ISessionParticipantFactory, AnswerStore.Factory>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddScoped(RequestSession);

        services.AddSingleton(new MigrationSource("defaults", typeof(DatabaseDefaults).Assembly, "Migrations"));
        services.AddSingleton(new MigrationSource(builder.Environment.ApplicationName, Assembly.Load(builder.Environment.ApplicationName), "Data.Migrations"));
        services.AddSingleton<DatabaseReadiness>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MigrateAtStart>(provider, connectionString));
        services.AddHostedService(provider => provider.GetRequiredService<MigrateAtStart>());
        services.AddHostedService<WatchAccess>();
        services.AddHostedService<ForgetOldAnswers>();
        Cursor.UseKey(CursorKeyOf(builder.Configuration, connectionString));
        return builder;
    }

    private static NpgsqlDataSource DataSource(string name, string connectionString, StatementPlans plans, IServiceProvider provider)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // A caller never waits longer than this for somebody else's lock or for a runaway statement. Nothing a request asks for is worth
        // starting parallel workers.
        if (string.IsNullOrEmpty(settings.Options))
        {
            settings.Options = "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s -c max_parallel_workers_per_gather=0 "
                + $"-c plan_cache_mode={(plans == StatementPlans.Kept ? "force_generic_plan" : "force_custom_plan")}";
        }

        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = 100;
        // Nobody leaves anything behind on a pooled connection, so there is nothing to reset; an open transaction is rolled back all the same.
        settings.NoResetOnClose = true;
        var source = new NpgsqlDataSourceBuilder(settings.WatchBothEnds().ConnectionString) { Name = name };
        source.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return source.Build();
    }

    // Every replica of the service has this secret already, and keeps it over restarts.
    private static byte[] CursorKeyOf(IConfiguration configuration, string connectionString) =>
        SHA256.HashData(Encoding.UTF8.GetBytes("cursors:" + (configuration["Cursors:Key"] ?? connectionString)));

    private static Session RequestSession(IServiceProvider scope)
    {
        var http = scope.GetRequiredService<IHttpContextAccessor>().HttpContext
            ?? throw new InvalidOperationException("Outside a request a session is opened by SessionFactory.");
        var session = scope.GetRequiredService<SessionFactory>().Open(RequestContexts.Of(http));
        session.Participant<AnswerStore>().Call = http.Features.Get<IdempotentCall>();
        return session;
    }
}
