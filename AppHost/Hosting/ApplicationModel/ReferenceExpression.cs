using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known only once the platform starts.</summary>
public sealed class ReferenceExpression : IValueProvider
{
    private readonly IReadOnlyList<IValueProvider> parts;

    private ReferenceExpression(IReadOnlyList<IValueProvider> parts) => this.parts = parts;

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.ToExpression();

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var values = new string?[parts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = await parts[i].GetValueAsync(cancellationToken);

        return string.Concat(values);
    }

    internal static ReferenceExpression From(Func<string> value) => new([new LateText(value)]);

    /// <summary>Collects the parts of an interpolated string without evaluating them.</summary>
    [InterpolatedStringHandler]
    public readonly struct ExpressionInterpolatedStringHandler
    {
        private readonly List<IValueProvider> parts;

        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) =>
            parts = new List<IValueProvider>(formattedCount + (literalLength > 0 ? formattedCount + 1 : 0));

        public void AppendLiteral(string value) => AppendFormatted(value);

        public void AppendFormatted(string? value) => parts.Add(new LateText(() => value ?? ""));

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider => parts.Add(valueProvider);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider => parts.Add(valueProvider.Resource);

        internal ReferenceExpression ToExpression() => new(parts);
    }

    private sealed class LateText(Func<string> text) : IValueProvider
    {
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(text());
    }
}
