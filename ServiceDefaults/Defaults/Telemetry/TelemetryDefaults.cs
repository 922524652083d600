using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Defaults;

/// <summary>Metrics at <c>/metrics</c>, traces and metrics by OTLP when an endpoint is configured, and always a trace id.</summary>
internal static class TelemetryDefaults
{
    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PrometheusMetrics>();
        services.AddHostedService<StartTelemetry>();
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            services.AddHostedService<OtlpExport>();
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", (PrometheusMetrics metrics) => TypedResults.Text(metrics.Scrape(), PrometheusMetrics.ContentType))
            .AllowAnonymous()
            .ExcludeFromDescription();
}
