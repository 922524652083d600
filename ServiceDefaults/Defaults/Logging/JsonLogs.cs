using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Commerce.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Commerce.Defaults;

/// <summary>
/// One JSON object a line: timestamp, level, service, traceId, spanId, correlationId, userId, message, metadata. What looks like a
/// person's or a card's data is masked on the way out.
/// </summary>
internal sealed class JsonLogs(ServiceIdentity service, TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "commerce";

    private const string OriginalFormat = "{OriginalFormat}";

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            var scope = ScopeOf(scopeProvider);
            json.WriteStartObject();
            WriteHead(json, logEntry.LogLevel, scope);
            json.WriteString("message", Message(logEntry));
            json.WriteStartObject("metadata");
            json.WriteString("category", logEntry.Category);
            if (logEntry.EventId is { Id: not 0 } id)
                json.WriteNumber("eventId", id.Id);
            WriteValues(json, logEntry.State);
            WriteException(json, logEntry.Exception);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string Message<TState>(in LogEntry<TState> entry)
    {
        var message = LogMask.Text(entry.Formatter(entry.State, entry.Exception));
        if (entry.State is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return message;
        foreach (var (name, value) in values)
            if (LogMask.IsSecret(name) && value?.ToString() is { Length: > 0 } secret)
                message = message.Replace(secret, LogMask.Masked, StringComparison.Ordinal);
        return message;
    }

    private void WriteHead(Utf8JsonWriter json, LogLevel level, (string? CorrelationId, string? UserId, string? ActorId) scope)
    {
        json.WriteString("timestamp", clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", level.ToString());
        json.WriteString("service", service.Name);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("traceId", activity.TraceId.ToHexString());
            json.WriteString("spanId", activity.SpanId.ToHexString());
        }

        if (scope.CorrelationId is not null)
            json.WriteString("correlationId", scope.CorrelationId);
        if (scope.UserId is not null)
            json.WriteString("userId", scope.UserId);
        if (scope.ActorId is not null)
            json.WriteString("actorId", scope.ActorId);
    }

    // A request's scope, or that of a message being handled; the innermost wins.
    private static (string? CorrelationId, string? UserId, string? ActorId) ScopeOf(IExternalScopeProvider? scopes)
    {
        var found = new ScopeFinder();
        scopes?.ForEachScope(
            static (scope, finder) => finder.Found = scope switch
            {
                RequestScope request => (request.CorrelationId, request.UserId, request.ActorId),
                RequestContext context => (context.CorrelationId, context.UserId, context.ActorId),
                _ => finder.Found,
            },
            found);
        return found.Found;
    }

    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return;
        foreach (var (name, value) in values)
            if (name != OriginalFormat)
                WriteValue(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        if (LogMask.IsSecret(name))
            json.WriteString(name, LogMask.Masked);
        else if (value is null)
            json.WriteNull(name);
        else if (value is bool flag)
            json.WriteBoolean(name, flag);
        else if (value is int or long or short or byte)
            json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        else if (value is double number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else if (value is IEnumerable and not string)
            json.WriteString(name, LogMask.Text(string.Join(", ", ((IEnumerable)value).Cast<object?>())));
        else
            json.WriteString(name, LogMask.Text(Convert.ToString(value, CultureInfo.InvariantCulture)));
    }

    private static void WriteException(Utf8JsonWriter json, Exception? exception)
    {
        if (exception is null)
            return;
        json.WriteStartObject("exception");
        json.WriteString("type", exception.GetType().FullName);
        json.WriteString("text", LogMask.Text(exception.ToString()));
        json.WriteEndObject();
    }

    private sealed class ScopeFinder
    {
        public (string? CorrelationId, string? UserId, string? ActorId) Found { get; set; }
    }
}
