using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Commerce.Gateway;

/// <summary>Brotli or gzip for JSON and pages worth it. Streams and answers with secrets leave as they are.</summary>
internal sealed class CompressResponse(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    // Below one network packet compression saves nothing.
    private const int SmallestWorthIt = 1024;

    public override bool ShouldCompressResponse(HttpContext context) =>
        EdgeRules.Of(context).Compress
        && context.Response.ContentLength is null or >= SmallestWorthIt
        && base.ShouldCompressResponse(context);

    // The strong ETag of a service stays as it is: it must still fit an If-Match after the answer was compressed on its way.
    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true; // the BREACH precondition, secrets beside reflected input, is excluded by EdgeRules.Compress
            options.MimeTypes = ["application/json", "application/problem+json", "text/html", "text/css", "text/javascript", "image/svg+xml"];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, CompressResponse>();
    }
}
