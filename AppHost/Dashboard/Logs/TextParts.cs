namespace Commerce.DeveloperDashboard;

/// <summary>A text cut where a search word begins and ends.</summary>
internal static class TextParts
{
    public static IEnumerable<(string Text, bool IsMatch)> Split(string text, string word)
    {
        var at = 0;
        while (word.Length > 0 && text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var match)
        {
            if (match > at)
                yield return (text[at..match], false);
            at = match + word.Length;
            yield return (text[match..at], true);
        }

        if (at < text.Length)
            yield return (text[at..], false);
    }
}
