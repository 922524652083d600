namespace Commerce.AdminUi;

/// <summary>Something that staff can do to an account now.</summary>
/// <param name="WhyNot">Why it cannot be done now; null when it can.</param>
public sealed record CustomerAction(string Name, string Title, string? WhyNot = null, bool IsDanger = false)
{
    public bool IsOpen => WhyNot is null;
}

/// <summary>What a person may do to an account as it stands. The API decides all the same; this spares people the refusals.</summary>
internal static class CustomerActions
{
    public const string Disable = "disable";
    public const string Enable = "enable";
    public const string Reset = "reset";
    public const string EndSessions = "end-sessions";
    public const string Export = "export";
    public const string Erase = "erase";
    public const string Approve = "approve";
    public const string Reject = "reject";

    public static IReadOnlyList<CustomerAction> Of(CustomerDetails customer, ErasureRequest? request, Guid? own, Func<string, bool> may)
    {
        var actions = new List<CustomerAction>();
        var oneself = customer.Profile.Id == own ? "Nobody does this to their own account." : null;
        if (may(StaffPermissions.WriteCustomers))
        {
            actions.Add(customer.Status == "disabled" ? new(Enable, "Enable", oneself) : new(Disable, "Disable", oneself, IsDanger: true));
            actions.Add(new(Reset, "Reset password", oneself));
            actions.Add(new(EndSessions, "End all sessions"));
        }

        if (may(StaffPermissions.ExportCustomers))
            actions.Add(new(Export, "Export data", oneself));
        if (may(StaffPermissions.WriteCustomers))
            actions.Add(new(Erase, "Ask to erase", oneself ?? WhyNotErase(request), IsDanger: true));
        return actions;
    }

    /// <summary>What can be decided about a request to erase an account.</summary>
    public static IReadOnlyList<CustomerAction> Of(ErasureRequest request, Guid? own, Func<string, bool> may)
    {
        var actions = new List<CustomerAction>();
        if (request.Status == "waiting" && may(StaffPermissions.EraseCustomers))
            actions.Add(new(Approve, "Approve", request.RequestedBy == own ? "Somebody else has to approve what you asked for." : null, IsDanger: true));
        if (request.Status is "waiting" or "approved" && may(StaffPermissions.WriteCustomers))
            actions.Add(new(Reject, request.RequestedBy == own ? "Take back" : request.Status == "approved" ? "Stop it" : "Reject"));
        return actions;
    }

    private static string? WhyNotErase(ErasureRequest? request) => request?.Status switch
    {
        "waiting" => "A colleague's approval is waited for.",
        "approved" => "It is approved already.",
        _ => null,
    };
}
