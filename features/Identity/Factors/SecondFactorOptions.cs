namespace Commerce.Identity;

/// <summary>Who must have a second factor.</summary>
internal sealed class SecondFactorOptions
{
    /// <summary>Whoever has a role that grants something works with that role only after giving a second factor.</summary>
    public bool RequiredForStaff { get; set; } = true;
}
