using System.Diagnostics.CodeAnalysis;

namespace Commerce.Defaults;

/// <summary>A measurement's tags as they came, found again without allocating.</summary>
internal sealed class Tags(KeyValuePair<string, object?>[] pairs)
{
    public KeyValuePair<string, object?>[] Pairs { get; } = pairs;

    internal sealed class Comparer : IEqualityComparer<Tags>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, Tags>
    {
        public bool Equals(Tags? x, Tags? y) => x is null || y is null ? ReferenceEquals(x, y) : Equals(x.Pairs, y);

        public int GetHashCode([DisallowNull] Tags obj) => GetHashCode(obj.Pairs);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, Tags other)
        {
            if (alternate.Length != other.Pairs.Length)
                return false;
            for (var i = 0; i < alternate.Length; i++)
                if (alternate[i].Key != other.Pairs[i].Key || !Equals(alternate[i].Value, other.Pairs[i].Value))
                    return false;
            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var hash = new HashCode();
            foreach (var (key, value) in alternate)
            {
                hash.Add(key);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }

        public Tags Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate.ToArray());
    }
}
