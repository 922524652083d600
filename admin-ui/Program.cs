namespace Commerce.AdminUi;

/// <summary>Named, so that a test can have the portal and a service in one process.</summary>
internal static class Portal
{
    public static Task Main(string[] args) => PortalApp.Build(args).RunAsync();
}
