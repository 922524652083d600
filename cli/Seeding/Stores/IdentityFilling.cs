using Npgsql;

namespace Commerce.Seeding;

/// <summary>Accounts of shoppers, and how many registered on which day. Nobody signs in to them: they have no password until one is reset by mail.</summary>
internal sealed class IdentityFilling(ScaledShop shop) : Filling("identitydb", "customers", shop.Scale.Customers)
{
    private const string CountDays = """
        INSERT INTO account_days AS d (day, figure, slot, count) SELECT day, 'registered', 0, accounts FROM unnest($1::date[], $2::bigint[]) AS n (day, accounts)
        ON CONFLICT (day, figure, slot) DO UPDATE SET count = d.count + excluded.count
        """;

    public override void Fill(NpgsqlConnection connection)
    {
        var role = RoleOf(connection);
        var users = Table(
            connection, "users",
            "id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name, language, registered_at, disabled_at, disabled_reason, lockout_end");
        var roles = Table(connection, "user_roles", "user_id, role_id");
        var days = new SortedDictionary<DateOnly, long>();
        for (var number = 0; number < Total; number++)
        {
            var customer = shop.Customers.Of(number);
            AddUser(users, customer);
            roles.Add(to =>
            {
                to.Write(customer.Id);
                to.Write(role);
            });
            var day = DateOnly.FromDateTime(customer.RegisteredAt.UtcDateTime);
            days[day] = days.GetValueOrDefault(day) + 1;
            Advance();
        }

        Flush();
        Execute(connection, CountDays, days.Keys.ToArray(), days.Values.ToArray());
    }

    private static Guid RoleOf(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT id FROM roles WHERE normalized_name = 'CUSTOMER'", connection);
        return (Guid)command.ExecuteScalar()!;
    }

    private void AddUser(BulkTable users, Customer customer) => users.Add(to =>
    {
        var normalized = customer.Email.ToUpperInvariant();
        to.Write(customer.Id);
        to.Write(customer.Email);
        to.Write(normalized);
        to.Write(customer.Email);
        to.Write(normalized);
        to.Write(customer.IsConfirmed);
        to.Write(customer.Id.ToString("N"));
        to.Write(customer.Id.ToString());
        to.Write(customer.Name);
        to.Write(customer.Language);
        to.Write(customer.RegisteredAt);
        if (customer.IsDisabled)
        {
            to.Write(shop.Calendar.Until);
            to.Write("Too many parcels came back unopened.");
            to.Write(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)); // infinity
        }
        else
        {
            to.WriteNull();
            to.WriteNull();
            to.WriteNull();
        }
    });
}
