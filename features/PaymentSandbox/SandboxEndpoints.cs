namespace Commerce.PaymentSandbox;

/// <summary>All routes of the stand-in payment provider.</summary>
internal static class SandboxEndpoints
{
    public static void MapSandbox(this IEndpointRouteBuilder app)
    {
        IssueToken.Map(app);
        AuthorizeCharge.Map(app);
        GetAuthorization.Map(app);
        CaptureCharge.Map(app);
        GetCapture.Map(app);
        VoidCharge.Map(app);
        CancelByKey.Map(app);
        RefundCharge.Map(app);
        GetRefund.Map(app);
        ShowChallenge.Map(app);
        AnswerChallenge.Map(app);
    }
}
