namespace Commerce.Defaults;

/// <summary>Endpoint metadata: a refusal that the operation documents.</summary>
internal sealed record ProducesProblem(int Status, string When);
