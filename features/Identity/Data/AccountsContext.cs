using Commerce.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql.NameTranslation;

namespace Commerce.Identity;

/// <summary>What ASP.NET Core Identity reads and writes, in the tables of our own migrations.</summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityDbContext<User, Role, Guid>(options)
{
    private static readonly NpgsqlSnakeCaseNameTranslator Names = new();

    /// <summary>Everything written from here on is part of the session's transaction.</summary>
    public async Task JoinAsync(Session session, CancellationToken ct)
    {
        var transaction = await session.TransactionAsync(ct);
        Database.SetDbConnection(transaction.Connection);
        await Database.UseTransactionAsync(transaction, ct);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Ignore<IdentityUserClaim<Guid>>();
        builder.Ignore<IdentityUserLogin<Guid>>();
        builder.Ignore<IdentityUserToken<Guid>>();
        builder.Ignore<IdentityRoleClaim<Guid>>();

        builder.Entity<User>().ToTable("users").Property(u => u.Id).ValueGeneratedNever();
        builder.Entity<Role>().ToTable("roles").Property(r => r.Id).ValueGeneratedNever();
        builder.Entity<IdentityUserRole<Guid>>().ToTable("user_roles");
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
            property.SetColumnName(Names.TranslateMemberName(property.Name));
    }
}
