namespace Commerce.Payments;

/// <summary>What the provider said.</summary>
internal abstract record ProviderAnswer
{
    public sealed record Authorized(string Reference, string? CardBrand, string? CardLast4) : ProviderAnswer;

    public sealed record ActionRequired(string Reference, string Url) : ProviderAnswer;

    public sealed record Declined(string Code, string Detail) : ProviderAnswer;

    public sealed record Captured(string Reference, long Fee) : ProviderAnswer;

    public sealed record Refunded(string Reference) : ProviderAnswer;

    /// <summary>Nothing is held under the key, and nothing will be.</summary>
    public sealed record Cancelled : ProviderAnswer;

    /// <summary>The provider will not do this, and did not.</summary>
    public sealed record Refused(string Code, string Detail) : ProviderAnswer;

    /// <summary>The provider has never seen the key.</summary>
    public sealed record NotFound : ProviderAnswer;

    /// <summary>No answer that tells whether it happened.</summary>
    public sealed record Unknown(string Reason) : ProviderAnswer;
}
