using Commerce.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql.NameTranslation;

namespace Commerce.Identity;

/// <summary>What ASP.NET Core Identity's stores read and write, in the tables of our own migrations.</summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    private static readonly NpgsqlSnakeCaseNameTranslator Names = new();

    /// <summary>Everything written from here on is part of the session's transaction.</summary>
    public async Task JoinAsync(Session session, CancellationToken ct)
    {
        var transaction = await session.TransactionAsync(ct);
        Database.SetDbConnection(transaction.Connection);
        await Database.UseTransactionAsync(transaction, ct);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var user = modelBuilder.Entity<User>().ToTable("users");
        user.Property(u => u.Id).ValueGeneratedNever();
        user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
        var role = modelBuilder.Entity<Role>().ToTable("roles");
        role.Property(r => r.Id).ValueGeneratedNever();
        role.Property(r => r.ConcurrencyStamp).IsConcurrencyToken();
        modelBuilder.Entity<IdentityUserRole<Guid>>().ToTable("user_roles").HasKey(ur => new { ur.UserId, ur.RoleId });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
            property.SetColumnName(Names.TranslateMemberName(property.Name));
    }
}
