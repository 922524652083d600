namespace Commerce.Cli;

/// <summary>What one client sent about one order, and everything it was told.</summary>
internal sealed record ClientOrder(Guid Id, string Sku, int Quantity)
{
    /// <summary>Of a product of which there is less than everybody wants.</summary>
    public bool IsScarce { get; init; }

    /// <summary>The card is one that the provider declines.</summary>
    public bool IsUnpayable { get; init; }

    /// <summary>When it was placed for the first time, as a timestamp of the clock.</summary>
    public long PlacedAt { get; init; }

    /// <summary>The last status the client was told; null when no answer has come.</summary>
    public string? Status { get; set; }

    /// <summary>The code with which the order was refused.</summary>
    public string? Refusal { get; set; }

    public bool WasConfirmed { get; set; }

    public bool CancellationAsked { get; set; }

    public bool CancellationGranted { get; set; }

    /// <summary>Every parcel of it was reported to have left.</summary>
    public bool IsDispatched { get; set; }
}
