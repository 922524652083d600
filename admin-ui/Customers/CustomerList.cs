namespace Commerce.AdminUi;

/// <summary>What the list of customers can be asked, for the page and for its export.</summary>
internal static class CustomerList
{
    public static readonly ListSchema Schema = new(
        ["email", "name", "status", "from", "to"], ["-registeredAt"], ["name", "email", "status", "registered", "login", "roles"])
    { Extra = ["roles"] };

    /// <summary>People by the thousand are for those who may take one person's data out of the shop.</summary>
    public static readonly CsvExport<CustomersClient, CustomerRow> Export = new("customers", StaffPermissions.ExportCustomers, Schema, ReadAsync,
    [
        new("customer", row => row.Id),
        new("name", row => row.DisplayName),
        new("email", row => row.Email),
        new("status", row => row.Status),
        new("registered", row => row.RegisteredAt),
        new("last_sign_in", row => row.LastLoginAt),
        new("roles", row => string.Join(' ', row.Roles)),
    ]);

    public static Task<Page<CustomerRow>> ReadAsync(CustomersClient customers, ListState state, PersonFormat format, int limit, CancellationToken ct) => customers.ListAsync(
        new(
            state.Filter("email"), state.Filter("name"), state.Filter("status") is { } status && CustomerWords.Statuses.Contains(status) ? status : null,
            format.DayBegins(state.Filter("from")), format.DayBegins(state.Filter("to"), daysLater: 1)),
        state.Cursor, limit, ct);
}
