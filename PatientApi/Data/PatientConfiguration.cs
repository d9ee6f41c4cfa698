using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>Maps a patient to its table.</summary>
internal sealed class PatientConfiguration : IEntityTypeConfiguration<Patient>
{
    public const string Table = "patients";
    public const string ExternalIdIndex = "ux_patients_tenant_external_id";
    public const string OrderIndex = "ix_patients_tenant_last_name_first_name_id";
    public const string ExternalIdKeyIndex = "ix_patients_tenant_external_id_key";
    public const string FirstNameKeyIndex = "ix_patients_tenant_first_name_key";
    public const string LastNameKeyIndex = "ix_patients_tenant_last_name_key";

    // Byte order: the same on every server and after every update of its locales, usable for prefix searches, and the
    // same for the index, the ORDER BY and the comparison with a cursor.
    private const string ByteOrder = "C";

    public void Configure(EntityTypeBuilder<Patient> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(patient => new { patient.Tenant, patient.Id }).HasName("pk_patients");
        builder.Property(patient => patient.Tenant).HasColumnName("tenant").UseCollation(ByteOrder);
        builder.Property(patient => patient.Id).HasColumnName("id").ValueGeneratedNever();
        MapText(builder);
        builder.Property(patient => patient.BirthDate).HasColumnName("birth_date");
        builder.Property(patient => patient.Details).HasColumnName("details").HasColumnType("jsonb");
        builder.Property(patient => patient.CreatedAt).HasColumnName("created_at");
        builder.Property(patient => patient.UpdatedAt).HasColumnName("updated_at");
        // Set by the database, by default and by a trigger: every write changes the version, whatever client makes it.
        builder.Property(patient => patient.Version).HasColumnName("version")
            .HasDefaultValueSql("gen_random_uuid()").ValueGeneratedOnAddOrUpdate().IsConcurrencyToken();
        builder.Property(patient => patient.KeyVersion).HasColumnName("key_version");
        MapIndexes(builder);
    }

    private static void MapText(EntityTypeBuilder<Patient> builder)
    {
        builder.Property(patient => patient.ExternalId)
            .HasColumnName("external_id").HasMaxLength(PatientValidator.MaxExternalIdLength).UseCollation(ByteOrder);
        builder.Property(patient => patient.FirstName)
            .HasColumnName("first_name").HasMaxLength(PatientValidator.MaxNameLength).UseCollation(ByteOrder);
        builder.Property(patient => patient.LastName)
            .HasColumnName("last_name").HasMaxLength(PatientValidator.MaxNameLength).UseCollation(ByteOrder);
        builder.Property(patient => patient.Email).HasColumnName("email").HasMaxLength(PatientValidator.MaxEmailLength);
        builder.Property(patient => patient.Phone).HasColumnName("phone").HasMaxLength(PatientValidator.MaxPhoneLength);
        builder.Property(patient => patient.ExternalIdKey).HasColumnName("external_id_key").UseCollation(ByteOrder);
        builder.Property(patient => patient.FirstNameKey).HasColumnName("first_name_key").UseCollation(ByteOrder);
        builder.Property(patient => patient.LastNameKey).HasColumnName("last_name_key").UseCollation(ByteOrder);
    }

    private static void MapIndexes(EntityTypeBuilder<Patient> builder)
    {
        builder.HasIndex(patient => new { patient.Tenant, patient.ExternalId })
            .IsUnique().HasDatabaseName(ExternalIdIndex);
        builder.HasIndex(patient => new { patient.Tenant, patient.LastName, patient.FirstName, patient.Id })
            .HasDatabaseName(OrderIndex);
        builder.HasIndex(patient => new { patient.Tenant, patient.ExternalIdKey }).HasDatabaseName(ExternalIdKeyIndex);
        builder.HasIndex(patient => new { patient.Tenant, patient.FirstNameKey }).HasDatabaseName(FirstNameKeyIndex);
        builder.HasIndex(patient => new { patient.Tenant, patient.LastNameKey }).HasDatabaseName(LastNameKeyIndex);
    }
}
