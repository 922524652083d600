using System.Text.Json.Serialization;
using FluentValidation;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Where somebody has parcels or bills sent, as they type it.</summary>
/// <param name="Kind"><c>shipping</c> or <c>billing</c>.</param>
/// <param name="IsDefault">The one that a checkout proposes; setting it takes it from the other one of its kind.</param>
/// <param name="Country">Two letters, ISO 3166-1.</param>
internal sealed record AddressFields(
    string Kind, bool IsDefault, string Name, string Line1, string PostalCode, string City, string Country, string? Line2 = null, string? Region = null)
{
    public static AddressFields Example { get; } =
        new("shipping", true, "Ada Lovelace", "12 St James's Square", "SW1Y 4JH", "London", "GB");
}

/// <summary>An address in the account's book.</summary>
internal sealed record Address(Guid Id, AddressFields Fields, [property: JsonIgnore] long Version)
{
    public const int MaxPerAccount = 50;
    public const string Columns = "id, kind, is_default, name, line1, line2, postal_code, city, region, country, version";

    public static Address Example { get; } = new(Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a12"), AddressFields.Example, 1);

    public static Address Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new(
            row.GetString(1),
            row.GetBoolean(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(6),
            row.GetString(7),
            row.GetString(9),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(8) ? null : row.GetString(8)),
        row.GetInt64(10));
}

/// <summary>What an address must look like; what is a street anywhere in the world, nobody can say.</summary>
internal sealed class AddressValidator : AbstractValidator<AddressFields>
{
    public AddressValidator()
    {
        RuleFor(a => a.Kind).Must(k => k is "shipping" or "billing").WithErrorCode("unknown_kind").WithMessage("Must be \"shipping\" or \"billing\".");
        RuleFor(a => a.Name).IsDisplayName();
        RuleFor(a => a.Line1).IsLine(200);
        RuleFor(a => a.Line2!).IsLine(200).When(a => a.Line2 is not null);
        RuleFor(a => a.PostalCode).IsLine(20);
        RuleFor(a => a.City).IsLine(100);
        RuleFor(a => a.Region!).IsLine(100).When(a => a.Region is not null);
        RuleFor(a => a.Country).NotEmpty().Matches(@"^[A-Z]{2}\z").WithMessage("Must be a country's two letters.");
    }
}
