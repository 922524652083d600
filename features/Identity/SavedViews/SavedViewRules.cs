using System.Text.RegularExpressions;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>What is said of a view, by whoever saves it.</summary>
internal interface ISavedView
{
    string Name { get; }

    string Query { get; }
}

/// <summary>What a view may be called and ask.</summary>
internal sealed partial class SavedViewRules : AbstractValidator<ISavedView>
{
    public SavedViewRules()
    {
        RuleFor(v => v.Name).IsLine(SavedView.MaxName);
        RuleFor(v => v.Query).NotNull().MaximumLength(SavedView.MaxQuery);
        RuleFor(v => v.Query).Must(q => q is null || Query().IsMatch(q)).WithErrorCode("invalid").WithMessage("Must be a query string without its question mark.");
    }

    // RFC 3986, section 3.4: so it leads nowhere but to its list.
    [GeneratedRegex(@"\A[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*\z")]
    private static partial Regex Query();
}
