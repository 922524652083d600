namespace Commerce.Identity;

/// <summary>Who works here, what they may do, and how they came to it.</summary>
internal static class StaffServices
{
    public static IServiceCollection AddStaff(this IServiceCollection services) => services.AddScoped<Invitations>().AddSingleton<InvitationPages>();

    public static void MapStaff(this IEndpointRouteBuilder app)
    {
        ListStaff.Map(app);
        InviteStaff.Map(app);
        ListStaffInvitations.Map(app);
        RenewStaffInvitation.Map(app);
        WithdrawStaffInvitation.Map(app);
        AcceptInvitation.Map(app);
        ListSavedViews.Map(app);
        SaveView.Map(app);
        EditSavedView.Map(app);
        DeleteSavedView.Map(app);
        SetUserRoles.Map(app);
        ListRoles.Map(app);
        ListPermissions.Map(app);
        CreateRole.Map(app);
        ForeseeRights.Map(app);
        SetRolePermissions.Map(app);
        DeleteRole.Map(app);
    }
}
