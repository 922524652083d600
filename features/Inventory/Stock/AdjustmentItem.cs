using Commerce.Data;
using FluentValidation;

namespace Commerce.Inventory;

/// <summary>A change of what one warehouse has of a SKU, as staff send it, alone or in a batch.</summary>
/// <param name="Delta">Either by how many…</param>
/// <param name="SetTo">…or to how many; then <paramref name="ExpectedVersion"/> must be given.</param>
/// <param name="ExpectedVersion">The version that was counted; refused when something moved since.</param>
/// <param name="Reference">What it can be traced back to, such as a delivery note.</param>
/// <param name="Note">Why, in the words of whoever does it.</param>
internal sealed record AdjustmentItem(
    string Sku, string Warehouse, string Reason, int? Delta = null, int? SetTo = null, long? ExpectedVersion = null, string? Reference = null,
    string? Note = null)
{
    /// <param name="id">Of the call; the reference of items that give none.</param>
    public Adjustment ToAdjustment(Guid id, RequestContext context) =>
        new(Sku, Warehouse, Reason, Delta, SetTo, ExpectedVersion, Reference ?? id.ToString(), context.UserId ?? "system", Note);

    public sealed class Validator : AbstractValidator<AdjustmentItem>
    {
        public Validator()
        {
            RuleFor(r => r.Sku).Must(Commerce.Inventory.Sku.IsValid).WithErrorCode("invalid_sku").WithMessage($"Must be {Commerce.Inventory.Sku.Rule}.");
            RuleFor(r => r.Warehouse).NotEmpty().Matches(Commerce.Inventory.Warehouse.CodeForm);
            RuleFor(r => r.Reason).Must(MovementReason.ForAdjustments.Contains)
                .WithErrorCode("invalid_reason").WithMessage($"Must be one of {string.Join(", ", MovementReason.ForAdjustments)}.");
            RuleFor(r => r.Delta).Must((r, delta) => delta.HasValue != r.SetTo.HasValue)
                .WithErrorCode("delta_or_set_to").WithMessage("Give either delta or setTo.");
            RuleFor(r => r.Delta).InclusiveBetween(-Adjustment.MaxQuantity, Adjustment.MaxQuantity).NotEqual(0);
            RuleFor(r => r.SetTo).InclusiveBetween(0, Adjustment.MaxQuantity);
            RuleFor(r => r.ExpectedVersion).NotNull().When(r => r.SetTo.HasValue);
            RuleFor(r => r.ExpectedVersion).GreaterThanOrEqualTo(0);
            RuleFor(r => r.Reference).Matches(@"\A[^\p{C}]{1,100}\z");
            RuleFor(r => r.Note).Matches(Movement.NoteForm).WithErrorCode("invalid_note").WithMessage(Movement.NoteRule);
        }
    }
}
