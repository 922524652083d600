using System.Text.Json.Nodes;

namespace Commerce.EventStore;

/// <summary>Reads an event of a name that is no longer written as one of the next version, so that code knows the newest shape only.</summary>
public interface IUpcaster
{
    /// <summary>The stored name that it reads.</summary>
    string From { get; }

    /// <summary>The name it reads it as: an event's, or another upcaster's.</summary>
    string To { get; }

    /// <summary>The data in the next shape. May change and return what it was given.</summary>
    JsonObject Upcast(JsonObject data);
}
