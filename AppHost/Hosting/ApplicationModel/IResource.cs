namespace Aspire.Hosting.ApplicationModel;

/// <summary>One part of the platform that is started, watched and stopped.</summary>
public interface IResource
{
    string Name { get; }
}

/// <summary>A resource that reads environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that takes command-line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that lives inside another one and starts after it.</summary>
public interface IResourceWithParent<out T> : IResource
    where T : IResource
{
    T Parent { get; }
}

/// <summary>A resource that clients reach by a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IValueProvider
{
    ReferenceExpression ConnectionStringExpression { get; }
}
