using System.Globalization;
using Commerce.Ordering;
using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>Somebody with an account.</summary>
internal sealed record Customer(
    Guid Id, string Name, string Email, string Language, DateTimeOffset RegisteredAt, bool IsConfirmed, bool IsDisabled, PlaceOrder.Address Address);

/// <summary>The people who have an account. The first of them is a reseller with one order in fifty.</summary>
internal sealed class Customers(ScaledShop shop)
{
    private const double Resold = 0.02;
    private const double Unconfirmed = 0.05;
    private const double Disabled = 0.001;

    private static readonly string[] s_first =
    [
        "Ada", "Amélie", "Ben", "Björn", "Carla", "Chloé", "Dora", "Emil", "Eylül", "Fritz", "Giulia", "Greta", "Hanna", "Ibrahim", "Ivo", "Jana", "João",
        "Karl-Friedrich", "Lea", "Łukasz", "Mia", "Noah", "Olga", "Paul", "Quentin", "Rosa", "Søren", "Tomasz", "Uma", "Valentina", "Wei", "Zoë",
    ];

    private static readonly string[] s_last =
    [
        "Andersen", "Bauer", "Costa", "Dubois", "Eriksson", "Fischer", "García", "Hoffmann", "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Meyer",
        "Müller-Lüdenscheidt", "Nowak", "O'Brien", "Petrov", "Quist", "Rossi", "Schmidt", "Tanaka", "Uzun", "van der Berg", "Weber", "Yılmaz", "Ziegler",
    ];

    private static readonly (string Country, string City, string PostalCode, string Language)[] s_places =
    [
        ("DE", "Berlin", "10115", "de"), ("DE", "München", "80331", "de"), ("AT", "Wien", "1010", "de"), ("FR", "Lyon", "69001", "fr"),
        ("NL", "Rotterdam", "3011", "nl"), ("GB", "London", "SW1Y 4JH", "en"), ("US", "Newark", "07102", "en"), ("PL", "Kraków", "30-001", "pl"),
    ];

    private static readonly string[] s_streets = ["Lindenstraße", "Rue de la Paix", "Market Street", "Kerkweg", "Hauptstraße", "Station Road", "Ulica Długa"];

    public Customer Of(int number)
    {
        var dice = shop.DiceOf("customer", number);
        var registeredAt = shop.Calendar.RegisteredAt(number, dice.Share());
        var (first, last, place) = (dice.Pick(s_first), dice.Pick(s_last), dice.Pick(s_places));
        var email = string.Create(CultureInfo.InvariantCulture, $"{Plain(first)}.{Plain(last)}.{number}@example.org");
        return new(
            dice.Id(registeredAt), $"{first} {last}", email, place.Language, registeredAt, dice.Share() >= Unconfirmed, dice.Share() < Disabled,
            new($"{first} {last}", $"{dice.Pick(s_streets)} {1 + dice.Below(180)}", place.PostalCode, place.City, place.Country));
    }

    /// <summary>Somebody who has an account at that moment.</summary>
    public Customer Buyer(DateTimeOffset moment, Dice dice) => Of(dice.Share() < Resold ? 0 : dice.Below(shop.Calendar.CustomersAt(moment)));

    private static string Plain(string name) => Wording.Slug(name).Replace("-", "", StringComparison.Ordinal);
}
