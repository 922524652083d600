using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Hosting;

internal static class NativeCredentials
{
    /// <summary>Aspire can take credentials from parameters; the native runner always generates them and must not ignore given ones.</summary>
    public static void Refuse(params IResourceBuilder<ParameterResource>?[] given)
    {
        if (given.Any(parameter => parameter is not null))
            throw new NotSupportedException("The native runner generates the credentials of its servers and takes none.");
    }
}
