using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around exports and erasures.</summary>
internal static class PersonalDataErrors
{
    public static Error NoSuchExport { get; } = new(404, "identity.export_not_found", "There is no such archive, or it has expired. Ask for a new one.");

    public static Error NotReady { get; } = new(409, "identity.export_not_ready", "The archive is still being prepared. Try again in a moment.");

    public static Error NoErasure { get; } = new(404, "identity.erasure_not_found", "Nobody asked for this account to be erased.");

    public static Error NoReceipt { get; } = new(404, "identity.receipt_not_found", "There is no erasure with this receipt.");

    public static Error UnderWay { get; } = new(409, "identity.erasure_requested", "This account is about to be erased already.");

    public static Error NoSuchRequest { get; } = new(404, "identity.erasure_request_not_found", "There is no such request to erase an account.");

    public static Error RequestWaits { get; } = new(409, "identity.erasure_request_waits", "A colleague has asked for this account to be erased already: decide on that.");

    public static Error RequestDecided { get; } = new(409, "identity.erasure_request_decided", "Somebody has decided on this request already, or it has been carried out.");

    public static Error FourEyes { get; } = new(403, "identity.four_eyes", "Somebody else has to approve what you asked for yourself.");

    public static Error UnknownPurpose { get; } = new(404, "identity.purpose_not_found", "Nobody asks for consent to that.");
}
