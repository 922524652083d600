namespace Commerce.Defaults;

/// <summary>One attempt at an unsafe call that its caller may repeat.</summary>
/// <param name="Scope">Whose key it is and for which operation: the same key of somebody else is another key.</param>
/// <param name="Fingerprint">Hash of what was asked for: the same key must ask for the same.</param>
internal sealed record IdempotentCall(string Scope, string Key, byte[] Fingerprint);
