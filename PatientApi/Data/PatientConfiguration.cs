using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PatientApi.Data;

/// <summary>How a patient lies in the table.</summary>
internal sealed class PatientConfiguration : IEntityTypeConfiguration<Patient>
{
    public const int ExternalIdLength = 128;
    public const int NameLength = 200;
    public const int EmailLength = 320;
    public const int PhoneLength = 50;

    /// <summary>Bytewise, so that order, cursor and index agree on every server.</summary>
    public const string OrderCollation = "C";

    /// <summary>Knows upper and lower case of every script, which "C" does not.</summary>
    public const string CaseCollation = "und-x-icu";

    public void Configure(EntityTypeBuilder<Patient> patient)
    {
        patient.ToTable("patients");
        patient.HasKey(row => row.Id);
        patient.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        patient.Property(row => row.ExternalId).HasColumnName("external_id").HasMaxLength(ExternalIdLength).UseCollation(OrderCollation);
        patient.Property(row => row.FirstName).HasColumnName("first_name").HasMaxLength(NameLength).UseCollation(OrderCollation);
        patient.Property(row => row.LastName).HasColumnName("last_name").HasMaxLength(NameLength).UseCollation(OrderCollation);
        patient.Property(row => row.Email).HasColumnName("email").HasMaxLength(EmailLength);
        patient.Property(row => row.Phone).HasColumnName("phone").HasMaxLength(PhoneLength);
        patient.Property(row => row.BirthDate).HasColumnName("birth_date");
        patient.Property(row => row.Details).HasColumnName("details").HasColumnType("jsonb");
        patient.Property(row => row.CreatedAt).HasColumnName("created_at");
        patient.Property(row => row.UpdatedAt).HasColumnName("updated_at");
        patient.Property(row => row.Version).IsRowVersion();
        patient.HasIndex(row => row.ExternalId).IsUnique().HasDatabaseName("ux_patients_external_id");
        patient.HasIndex(row => new { row.LastName, row.FirstName, row.Id }).HasDatabaseName("ix_patients_order");
    }
}
