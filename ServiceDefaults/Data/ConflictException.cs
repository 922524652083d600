using Commerce.Kernel;

namespace Commerce.Data;

/// <summary>
/// A conditional write found the world changed since it was read, and everything was rolled back.
/// Over HTTP <see cref="Refusal"/> is the answer; a consumer tries again with fresh reads.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "Never thrown without the refusal it stands for.")]
public sealed class ConflictException : Exception
{
    public ConflictException(Error refusal, Exception? cause = null)
        : base((refusal ?? throw new ArgumentNullException(nameof(refusal))).Detail, cause) => Refusal = refusal;

    public Error Refusal { get; }
}
