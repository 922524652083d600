using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Commerce.Defaults;

/// <summary>Logs to standard output, for whoever runs the process to collect.</summary>
internal static class LoggingDefaults
{
    public static void Add(WebApplicationBuilder builder)
    {
        var logging = builder.Logging;
        logging.ClearProviders();
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
        logging.AddConsole(console => console.FormatterName = JsonLogs.FormatterName);
        logging.AddConsoleFormatter<JsonLogs, ConsoleFormatterOptions>();
        // Configuration (Logging:LogLevel:…) overrides these.
        logging.Services.Configure<LoggerFilterOptions>(filters =>
        {
            filters.Rules.Insert(0, new(null, "Microsoft", LogLevel.Warning, null));
            filters.Rules.Insert(1, new(null, "System", LogLevel.Warning, null));
            filters.Rules.Insert(2, new(null, "Npgsql", LogLevel.Warning, null));
            filters.Rules.Insert(3, new(null, "Polly", LogLevel.Warning, null));
            filters.Rules.Insert(4, new(null, "Microsoft.Hosting.Lifetime", LogLevel.Information, null));
            // Refused tokens are everyday; the answer says so.
            filters.Rules.Insert(5, new(null, "Microsoft.AspNetCore.Authentication", LogLevel.Error, null));
        });
    }
}
