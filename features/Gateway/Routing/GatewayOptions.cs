namespace Commerce.Gateway;

/// <summary>The section <c>Gateway</c> of the configuration.</summary>
internal sealed class GatewayOptions
{
    /// <summary>How long a service may stay silent before the caller gets 504.</summary>
    public TimeSpan UpstreamTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a live stream may stay silent.</summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an open circuit refuses at most before it tries the service again: it begins with a second and doubles.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Fewer requests than this within ten seconds say nothing about a service.</summary>
    public int CircuitMinimumThroughput { get; init; } = 20;

    /// <summary>How often each instance's health is asked.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(5);

    public long MaxRequestBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Origins whose pages may call the API (CORS); none by default.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Networks (CIDR) of the load balancers in front: only they may say who the caller is.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>When API version 1 was deprecated; absent while it is current.</summary>
    public DateTimeOffset? DeprecatedAt { get; init; }

    /// <summary>When API version 1 will stop answering.</summary>
    public DateTimeOffset? SunsetAt { get; init; }
}
