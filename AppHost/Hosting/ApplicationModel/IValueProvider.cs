namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known only once the platform starts, such as a port.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}
