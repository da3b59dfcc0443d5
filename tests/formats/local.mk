# Tests of the room formats/.

FORMATS_TEST_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/tests/formats
FORMATS_TEST_LIBS = $(FORMATS_LIBS) $(GIO_LIBS)
IMAGE_BUILDER = tests/formats/image-builder.c tests/formats/image-builder.h
PACKER = tests/formats/packer.c tests/formats/packer.h
VMLINUX_BUILDER = tests/formats/vmlinux-builder.c tests/formats/vmlinux-builder.h $(IMAGE_BUILDER) $(PACKER)
ARCHIVE_BUILDER = tests/formats/archive-builder.c tests/formats/archive-builder.h
LOAD_OPTION_BUILDER = tests/formats/load-option-builder.c tests/formats/load-option-builder.h

check_PROGRAMS += tests/formats/test-acpi-fadt
TESTS += tests/formats/test-acpi-fadt
tests_formats_test_acpi_fadt_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_acpi_fadt_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_acpi_fadt_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_acpi_fadt_SOURCES = tests/formats/test-acpi-fadt.c

check_PROGRAMS += tests/formats/test-arm64-image
TESTS += tests/formats/test-arm64-image
tests_formats_test_arm64_image_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_arm64_image_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_arm64_image_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_arm64_image_SOURCES = tests/formats/test-arm64-image.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-bls
TESTS += tests/formats/test-bls
tests_formats_test_bls_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_bls_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_bls_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_bls_SOURCES = tests/formats/test-bls.c

check_PROGRAMS += tests/formats/test-boot-count
TESTS += tests/formats/test-boot-count
tests_formats_test_boot_count_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_boot_count_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_boot_count_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_boot_count_SOURCES = tests/formats/test-boot-count.c

check_PROGRAMS += tests/formats/test-bzimage
TESTS += tests/formats/test-bzimage
tests_formats_test_bzimage_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_bzimage_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_bzimage_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_bzimage_SOURCES = tests/formats/test-bzimage.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-bzimage-setup
TESTS += tests/formats/test-bzimage-setup
tests_formats_test_bzimage_setup_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_bzimage_setup_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_bzimage_setup_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_bzimage_setup_SOURCES = tests/formats/test-bzimage-setup.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-cmdline
TESTS += tests/formats/test-cmdline
tests_formats_test_cmdline_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_cmdline_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_cmdline_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_cmdline_SOURCES = tests/formats/test-cmdline.c

check_PROGRAMS += tests/formats/test-decompress
TESTS += tests/formats/test-decompress
tests_formats_test_decompress_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_decompress_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_decompress_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_decompress_SOURCES = tests/formats/test-decompress.c $(IMAGE_BUILDER) $(PACKER)

check_PROGRAMS += tests/formats/test-device-name
TESTS += tests/formats/test-device-name
tests_formats_test_device_name_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_device_name_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_device_name_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_device_name_SOURCES = tests/formats/test-device-name.c

check_PROGRAMS += tests/formats/test-efi-load-option
TESTS += tests/formats/test-efi-load-option
tests_formats_test_efi_load_option_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_efi_load_option_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_efi_load_option_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_efi_load_option_SOURCES = tests/formats/test-efi-load-option.c $(LOAD_OPTION_BUILDER)

check_PROGRAMS += tests/formats/test-efi-variable
TESTS += tests/formats/test-efi-variable
tests_formats_test_efi_variable_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_efi_variable_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_efi_variable_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_efi_variable_SOURCES = tests/formats/test-efi-variable.c

check_PROGRAMS += tests/formats/test-extlinux-config
TESTS += tests/formats/test-extlinux-config
tests_formats_test_extlinux_config_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_extlinux_config_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_extlinux_config_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_extlinux_config_SOURCES = tests/formats/test-extlinux-config.c

check_PROGRAMS += tests/formats/test-fstab
TESTS += tests/formats/test-fstab
tests_formats_test_fstab_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_fstab_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_fstab_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_fstab_SOURCES = tests/formats/test-fstab.c

check_PROGRAMS += tests/formats/test-initramfs
TESTS += tests/formats/test-initramfs
tests_formats_test_initramfs_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_initramfs_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_initramfs_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_initramfs_SOURCES = tests/formats/test-initramfs.c $(ARCHIVE_BUILDER) $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-iomem
TESTS += tests/formats/test-iomem
tests_formats_test_iomem_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_iomem_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_iomem_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_iomem_SOURCES = tests/formats/test-iomem.c

check_PROGRAMS += tests/formats/test-kernel-image
TESTS += tests/formats/test-kernel-image
tests_formats_test_kernel_image_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_kernel_image_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_kernel_image_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_kernel_image_SOURCES = tests/formats/test-kernel-image.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-key-file-group
TESTS += tests/formats/test-key-file-group
tests_formats_test_key_file_group_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_key_file_group_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_key_file_group_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_key_file_group_SOURCES = tests/formats/test-key-file-group.c

check_PROGRAMS += tests/formats/test-loader-conf
TESTS += tests/formats/test-loader-conf
tests_formats_test_loader_conf_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_loader_conf_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_loader_conf_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_loader_conf_SOURCES = tests/formats/test-loader-conf.c

check_PROGRAMS += tests/formats/test-memory-options
TESTS += tests/formats/test-memory-options
tests_formats_test_memory_options_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_memory_options_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_memory_options_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_memory_options_SOURCES = tests/formats/test-memory-options.c

check_PROGRAMS += tests/formats/test-module-lists
TESTS += tests/formats/test-module-lists
tests_formats_test_module_lists_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_module_lists_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_module_lists_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_module_lists_SOURCES = tests/formats/test-module-lists.c

check_PROGRAMS += tests/formats/test-mountinfo
TESTS += tests/formats/test-mountinfo
tests_formats_test_mountinfo_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_mountinfo_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_mountinfo_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_mountinfo_SOURCES = tests/formats/test-mountinfo.c

check_PROGRAMS += tests/formats/test-pe
TESTS += tests/formats/test-pe
tests_formats_test_pe_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_pe_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_pe_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_pe_SOURCES = tests/formats/test-pe.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-raspberry-config
TESTS += tests/formats/test-raspberry-config
tests_formats_test_raspberry_config_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_raspberry_config_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_raspberry_config_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_raspberry_config_SOURCES = tests/formats/test-raspberry-config.c

check_PROGRAMS += tests/formats/test-release
TESTS += tests/formats/test-release
tests_formats_test_release_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_release_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_release_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_release_SOURCES = tests/formats/test-release.c

check_PROGRAMS += tests/formats/test-syslinux-adv
TESTS += tests/formats/test-syslinux-adv
tests_formats_test_syslinux_adv_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_syslinux_adv_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_syslinux_adv_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_syslinux_adv_SOURCES = tests/formats/test-syslinux-adv.c

check_PROGRAMS += tests/formats/test-unbind-list
TESTS += tests/formats/test-unbind-list
tests_formats_test_unbind_list_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_unbind_list_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_unbind_list_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_unbind_list_SOURCES = tests/formats/test-unbind-list.c

check_PROGRAMS += tests/formats/test-version
TESTS += tests/formats/test-version
tests_formats_test_version_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_version_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_version_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_version_SOURCES = tests/formats/test-version.c

check_PROGRAMS += tests/formats/test-uki-layout
TESTS += tests/formats/test-uki-layout
tests_formats_test_uki_layout_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_uki_layout_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_uki_layout_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_uki_layout_SOURCES = tests/formats/test-uki-layout.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-os-release
TESTS += tests/formats/test-os-release
tests_formats_test_os_release_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_os_release_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_os_release_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_os_release_SOURCES = tests/formats/test-os-release.c

check_PROGRAMS += tests/formats/test-fwupd-update
TESTS += tests/formats/test-fwupd-update
tests_formats_test_fwupd_update_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_fwupd_update_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_fwupd_update_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_fwupd_update_SOURCES = tests/formats/test-fwupd-update.c

check_PROGRAMS += tests/formats/test-grub-script
TESTS += tests/formats/test-grub-script
tests_formats_test_grub_script_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_grub_script_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_grub_script_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_grub_script_SOURCES = tests/formats/test-grub-script.c

check_PROGRAMS += tests/formats/test-grubenv
TESTS += tests/formats/test-grubenv
tests_formats_test_grubenv_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_grubenv_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_grubenv_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_grubenv_SOURCES = tests/formats/test-grubenv.c

check_PROGRAMS += tests/formats/test-rpm-version
TESTS += tests/formats/test-rpm-version
tests_formats_test_rpm_version_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_rpm_version_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_rpm_version_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_rpm_version_SOURCES = tests/formats/test-rpm-version.c

check_PROGRAMS += tests/formats/test-vmlinux
TESTS += tests/formats/test-vmlinux
tests_formats_test_vmlinux_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_vmlinux_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_vmlinux_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_vmlinux_SOURCES = tests/formats/test-vmlinux.c $(VMLINUX_BUILDER)

check_PROGRAMS += tests/formats/test-vmlinux-relocs
TESTS += tests/formats/test-vmlinux-relocs
tests_formats_test_vmlinux_relocs_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_vmlinux_relocs_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_vmlinux_relocs_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_vmlinux_relocs_SOURCES = tests/formats/test-vmlinux-relocs.c $(VMLINUX_BUILDER)

check_PROGRAMS += tests/formats/test-words
TESTS += tests/formats/test-words
tests_formats_test_words_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_words_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_words_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_words_SOURCES = tests/formats/test-words.c

check_PROGRAMS += tests/formats/test-zboot
TESTS += tests/formats/test-zboot
tests_formats_test_zboot_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_zboot_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_zboot_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_zboot_SOURCES = tests/formats/test-zboot.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/formats/test-block-device
TESTS += tests/formats/test-block-device
tests_formats_test_block_device_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_block_device_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_block_device_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_block_device_SOURCES = tests/formats/test-block-device.c

check_PROGRAMS += tests/formats/test-crypttab
TESTS += tests/formats/test-crypttab
tests_formats_test_crypttab_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_crypttab_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_crypttab_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_crypttab_SOURCES = tests/formats/test-crypttab.c

check_PROGRAMS += tests/formats/test-cgroup
TESTS += tests/formats/test-cgroup
tests_formats_test_cgroup_CPPFLAGS = $(FORMATS_TEST_CPPFLAGS)
tests_formats_test_cgroup_CFLAGS = $(TEST_CFLAGS)
tests_formats_test_cgroup_LDADD = $(FORMATS_TEST_LIBS)
tests_formats_test_cgroup_SOURCES = tests/formats/test-cgroup.c
